const EVERY_MS = 1000;

/** Tells how far a long command is, at most once a second; a short one says nothing. */
export class Progress {
  private next = Date.now() + EVERY_MS;

  constructor(private readonly line: (done: number) => string) {}

  at(done: number): void {
    if (Date.now() < this.next) return;
    this.next = Date.now() + EVERY_MS;
    console.log(this.line(done));
  }
}
