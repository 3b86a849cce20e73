import type { FeedEntry, Frame, IndicatorReading } from '#contracts';
import type { Area, StoredFeedEntry } from '../features/spine/index.js';

/** Deliveries (entries × screens) of a tick up to which entries go one by one; beyond, they go as one `feeds` message a screen. */
export const SINGLE_DELIVERIES = 5000;

/** A socket.io room to be spoken to. */
export interface Speaker {
  emit(event: string, payload: unknown): void;
  /** Screens in the room now. */
  listeners(): number;
}

/** The wire form of a stored entry; what only the server needs to route it stays here. */
export function toFeedEntry({ streetId, path, ...entry }: StoredFeedEntry, prev: number): FeedEntry {
  return { ...entry, prev };
}

/** What clients of one area are told, in order, with the `prev` of this very room. */
export class Room {
  private held: FeedEntry[] = [];
  private sent: IndicatorReading | null = null;
  private sentChildren = new Map<string, Record<string, number | null>>();
  version = 0;
  framedAt = 0;
  dirty = true;

  constructor(
    readonly area: Area,
    public lastSeq: number,
    private readonly speaker: Speaker,
  ) {}

  /** Takes an entry of the street's feed; alarms P1 and P2 leave at once and take what waits before them along. */
  push(entry: StoredFeedEntry): void {
    if (entry.seq <= this.lastSeq) return;
    this.held.push(toFeedEntry(entry, this.lastSeq));
    this.lastSeq = entry.seq;
    if (entry.level === 'P1' || entry.level === 'P2') this.flushFeed();
  }

  flushFeed(): void {
    const held = this.held;
    if (held.length === 0) return;
    this.held = [];
    if (held.length * this.speaker.listeners() <= SINGLE_DELIVERIES) for (const entry of held) this.speaker.emit('feed', entry);
    else this.speaker.emit('feeds', held);
  }

  head(at: string, epoch: string): void {
    this.flushFeed();
    this.speaker.emit('head', { seq: this.lastSeq, at, epoch });
  }

  /** Sends what changed since the last frame; `extra` is sent as it is. */
  frame(reading: IndicatorReading, children: ReadonlyMap<string, Record<string, number | null>>, extra: Partial<Frame>): void {
    const former = this.sent !== null && this.sent.day === reading.day ? this.sent : null;
    const frame: Frame = { area: this.area.code, version: ++this.version, asOf: reading.asOf, day: reading.day, values: {}, ...extra };
    for (const [id, value] of Object.entries(reading.values)) {
      if (former !== null && former.values[id] === value && former.states[id] === reading.states[id]) continue;
      frame.values[id] = value;
      (frame.states ??= {})[id] = reading.states[id] ?? 'pending';
    }
    for (const [id, group] of Object.entries(reading.groups)) {
      if (id in frame.values) (frame.groups ??= {})[id] = group;
    }
    for (const [code, values] of children) {
      const before = this.sentChildren.get(code);
      const changed = before === undefined || Object.keys(values).some((id) => before[id] !== values[id]);
      if (changed) (frame.children ??= {})[code] = values;
    }
    this.sent = reading;
    this.sentChildren = new Map(children);
    this.dirty = false;
    this.speaker.emit('frame', frame);
  }
}
