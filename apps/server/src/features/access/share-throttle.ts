import { SHARE_RATE } from '#contracts';

const WINDOW_MS = 60_000;

interface Window {
  began: number;
  count: number;
}

/** So many reads of a share in the minute that its first read began; the next minute begins with the next read. */
export class ShareThrottle {
  private readonly windows = new Map<number, Window>();

  constructor(private readonly now: () => number) {}

  /** Counts one read. `wait` = seconds until the next is allowed, 0 for this one; `first` = the first one too many. */
  take(shareId: number): { wait: number; first: boolean } {
    const now = this.now();
    let window = this.windows.get(shareId);
    if (window === undefined || now - window.began >= WINDOW_MS || now < window.began) this.windows.set(shareId, (window = { began: now, count: 0 }));
    window.count += 1;
    if (window.count <= SHARE_RATE) return { wait: 0, first: false };
    return { wait: Math.ceil((window.began + WINDOW_MS - now) / 1000), first: window.count === SHARE_RATE + 1 };
  }
}
