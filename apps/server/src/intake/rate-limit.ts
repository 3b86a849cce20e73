import { LIMITS } from '#contracts';

interface Bucket {
  tokens: number;
  at: number;
}

/** Token bucket per source: so many events a second, with room for a burst. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /** Takes `count` tokens. @returns 0, or the seconds to wait */
  take(sourceId: string, count: number, perSecond: number = LIMITS.ratePerSecond): number {
    const rate = perSecond > 0 ? perSecond : LIMITS.ratePerSecond;
    const burst = rate * (LIMITS.rateBurst / LIMITS.ratePerSecond);
    const now = this.now();
    const bucket = this.buckets.get(sourceId) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate);
    bucket.at = now;
    this.buckets.set(sourceId, bucket);
    if (bucket.tokens < count) return Math.max(1, Math.ceil((count - bucket.tokens) / rate));
    bucket.tokens -= count;
    return 0;
  }
}
