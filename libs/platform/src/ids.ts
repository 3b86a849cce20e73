const EPOCH_S = Date.UTC(2026, 0, 1) / 1000;
const SEQ_BITS = 16;
const NODE_BITS = 5;

/**
 * Row ids made by the program, so that rows that refer to each other go to the database in one bulk insert each:
 * 32 bits of seconds since 2026, 5 bits of node, 16 bits of sequence = 53 bits, exact in a JavaScript number.
 * Grows strictly; runs ahead of the clock when more than 65,536 ids are taken in a second. Ids below 2^40 are left to
 * seeded rows. Node 31 is reserved for bulk jobs.
 */
export class IdGenerator {
  private second = 0;
  private sequence = 0;

  constructor(
    private readonly node: number,
    private readonly now: () => number = Date.now,
  ) {
    if (!Number.isInteger(node) || node < 0 || node >= 2 ** NODE_BITS) throw new RangeError(`node ${node} is not 0…31`);
  }

  next(): number {
    const clock = Math.floor(this.now() / 1000) - EPOCH_S;
    if (clock > this.second) {
      this.second = clock;
      this.sequence = 0;
    } else if (++this.sequence >= 2 ** SEQ_BITS) {
      this.second += 1;
      this.sequence = 0;
    }
    return (this.second * 2 ** NODE_BITS + this.node) * 2 ** SEQ_BITS + this.sequence;
  }
}

/** Short public code of a row: a prefix and the id in base 36, e.g. `SJ5K2J8X0QW4`. */
export function codeOf(prefix: string, id: number): string {
  return prefix + id.toString(36).toUpperCase();
}
