const LIMIT_MS = 30_000;

/** Waits for a state instead of a time: asks until `test` gives something, 30 s at most unless told, and says how long it took. */
export async function waitFor<T>(what: string, test: () => Promise<T | null | undefined | false> | T | null | undefined | false, limitMs: number = LIMIT_MS): Promise<T> {
  const began = Date.now();
  for (;;) {
    const value = await test();
    if (value !== null && value !== undefined && value !== false) {
      if (Date.now() - began > 2000) process.stderr.write(`waited ${Date.now() - began} ms for ${what}\n`);
      return value;
    }
    if (Date.now() - began > limitMs) throw new Error(`waited ${limitMs} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
