/** Instants people began with a table or form, by what it is; the file they finish with says how long it took. */
const begun = new Map<string, string>();

/** Notes the beginning once; a later call for the same thing keeps the first. */
export function begin(what: string): void {
  if (!begun.has(what)) begun.set(what, new Date().toISOString());
}

/** When it was begun, for the request that finishes it. */
export const beganAt = (what: string): { startedAt: string } | Record<string, never> => {
  const startedAt = begun.get(what);
  return startedAt === undefined ? {} : { startedAt };
};

/** The next one begins anew. */
export function finished(what: string): void {
  begun.delete(what);
}

export const TABLE = 'table';
export const formOf = (templateId: string): string => `form:${templateId}`;
