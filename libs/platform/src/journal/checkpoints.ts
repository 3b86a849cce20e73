const STEP_MS = 60_000;

/** When which sequence was applied, one note a minute: enough to tell what is older than a day. */
export class Checkpoints {
  constructor(private notes: [at: number, seq: number][]) {}

  /** @returns true when a new note was made */
  add(at: number, seq: number): boolean {
    const last = this.notes.at(-1);
    if (last !== undefined && at - last[0] < STEP_MS) return false;
    this.notes.push([at, seq]);
    return true;
  }

  /** Highest sequence known to be applied at or before `at`; drops notes that are no longer needed. */
  appliedBefore(at: number): number {
    let keep = 0;
    while (keep + 1 < this.notes.length && (this.notes[keep + 1]?.[0] ?? Infinity) <= at) keep++;
    this.notes = this.notes.slice(keep);
    const first = this.notes[0];
    return first !== undefined && first[0] <= at ? first[1] : 0;
  }

  list(): [number, number][] {
    return this.notes;
  }
}
