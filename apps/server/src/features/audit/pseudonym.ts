import { blindIndex } from '#platform';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 6;
const PERSON = /^person:(.+)$/;

/** Name by which an auditor knows a person: the same each time, and nobody's without the index key. */
export function personPseudonym(id: number | string): string {
  const bytes = blindIndex('pseudonym', String(id));
  let text = '';
  for (let at = 0; at < LENGTH; at++) text += ALPHABET[(bytes[at] ?? 0) & 31] ?? '';
  return `人员-${text}`;
}

/** A subject as an auditor may see it: `person:<id>` gives way to the pseudonym, all else stays. */
export function subjectShown(subject: string): string {
  const id = PERSON.exec(subject)?.[1];
  return id === undefined ? subject : personPseudonym(id);
}

/** The same for every text of an entry's detail. */
export function detailShown(value: unknown): unknown {
  if (typeof value === 'string') return subjectShown(value);
  if (Array.isArray(value)) return value.map(detailShown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, detailShown(item)]));
}
