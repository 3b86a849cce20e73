import { Injectable } from '@nestjs/common';

export interface SourceCount {
  accepted: number;
  rejected: number;
  lastAt: number | null;
}

/** What each source has sent since the program started, for the health page and metrics. */
@Injectable()
export class IntakeCounters {
  private readonly bySource = new Map<string, SourceCount>();

  accepted(sourceId: string, count: number, at: number): void {
    const entry = this.of(sourceId);
    entry.accepted += count;
    entry.lastAt = at;
  }

  rejected(sourceId: string, count: number): void {
    if (count > 0) this.of(sourceId).rejected += count;
  }

  of(sourceId: string): SourceCount {
    const entry = this.bySource.get(sourceId) ?? { accepted: 0, rejected: 0, lastAt: null };
    this.bySource.set(sourceId, entry);
    return entry;
  }
}
