const WINDOW_MS = 15 * 60_000;
const LIMIT = 10;

/** Ten wrong passwords close a name for the rest of fifteen minutes; other names are not touched. */
export class LoginThrottle {
  private readonly failures = new Map<string, { count: number; until: number }>();

  constructor(private readonly now: () => number) {}

  /** Seconds the name stays closed; 0 when it is open. */
  closedFor(username: string): number {
    const entry = this.failures.get(username);
    if (entry === undefined) return 0;
    if (entry.until <= this.now()) {
      this.failures.delete(username);
      return 0;
    }
    return entry.count >= LIMIT ? Math.ceil((entry.until - this.now()) / 1000) : 0;
  }

  failed(username: string): void {
    // Names are hostile input: the table of failures must not grow with them.
    if (this.failures.size > 10_000) this.failures.clear();
    const entry = this.failures.get(username) ?? { count: 0, until: this.now() + WINDOW_MS };
    entry.count += 1;
    this.failures.set(username, entry);
  }

  succeeded(username: string): void {
    this.failures.delete(username);
  }
}
