import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Namespace } from 'socket.io';
import { type JoinAck, type JoinRequest, LIVE } from '#contracts';
import { type Clock, isoTime, Journal, type Logger } from '#platform';
import { CLOCK, LOGGER } from '../boot/tokens.js';
import { areaWithin, type Principal } from '../features/access/index.js';
import { DemoState } from '../features/areas/index.js';
import { CLOCK_IDS, ClockValues, IndicatorsService } from '../features/indicators/index.js';
import { type Area, AreaIndex, type Committed, FactBus, type StoredFeedEntry } from '../features/spine/index.js';
import { FreshnessService } from './freshness.service.js';
import { Room } from './room.js';
import { SnapshotsService } from './snapshots.service.js';

const IDLE_FRAME_MS = 1000;
const TREND_MS = 5000;
const CLOCK_MIN_MS = 1000;

interface Slot {
  room: Room | null;
  ready: Promise<Room>;
  waiting: StoredFeedEntry[];
  trendAt: number;
}

/** Rooms by area over both namespaces; ticks frames and heads. Knows socket.io, decides nothing. */
@Injectable()
export class LiveHub implements OnModuleDestroy {
  private readonly namespaces: Namespace[] = [];
  private readonly slots = new Map<number, Slot>();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly touched = new Set<string>();
  private countedAt = 0;
  private busy = false;
  private counting = false;
  private epochs = new Map<number, string>();

  constructor(
    private readonly areas: AreaIndex,
    private readonly snapshots: SnapshotsService,
    private readonly indicators: IndicatorsService,
    private readonly clockValues: ClockValues,
    private readonly freshness: FreshnessService,
    private readonly demo: DemoState,
    private readonly journal: Journal,
    private readonly bus: FactBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    await this.freshness.load();
    this.bus.on('committed', (facts) => this.onCommitted(facts));
    this.bus.on('demo.progress', () => this.markAllDirty());
    this.timers.push(setInterval(() => void this.tick(), LIVE.frameMs), setInterval(() => void this.recountClock(), LIVE.frameMs), setInterval(() => this.heads(), LIVE.headMs));
  }

  attach(namespace: Namespace): void {
    this.namespaces.push(namespace);
  }

  onModuleDestroy(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  /** Areas change only by bulk jobs here: their rooms are built anew. */
  reset(): void {
    this.slots.clear();
    this.epochs.clear();
  }

  /**
   * The area a client names, checked against what it may see.
   * @throws ROOM_UNKNOWN in both cases, so that nobody can probe
   */
  areaFor(principal: Principal, code: string): Area {
    return areaWithin(this.areas, principal, code);
  }

  static roomName(area: Area): string {
    return `area:${area.id}`;
  }

  /** Call after the socket is in the room: nothing can then fall between the picture and what follows it. */
  async join(area: Area, request: JoinRequest, tell: (event: string, payload: unknown) => void = () => undefined): Promise<JoinAck> {
    const room = await this.room(area);
    const street = this.areas.street(area).id;
    const epoch = this.epochs.get(street) ?? '';
    room.flushFeed();
    const seq = room.lastSeq;
    if (request.lastSeq !== undefined && request.epoch === epoch && request.lastSeq <= seq) {
      const missed = request.lastSeq === seq ? [] : await this.snapshots.missed(area, request.lastSeq);
      if (missed !== null) {
        // Numbers that changed meanwhile come in no later frame, so the newcomer gets them all once.
        setImmediate(() => void this.snapshots.of(area, room.version).then((full) => tell('frame', full.frame), () => undefined));
        return { epoch, seq: missed.at(-1)?.seq ?? seq, snapshot: null, missed };
      }
    }
    return { epoch, seq, snapshot: await this.snapshots.of(area, room.version), missed: [] };
  }

  feedSeq(): number {
    return Math.max(0, ...[...this.slots.values()].map((slot) => slot.room?.lastSeq ?? 0));
  }

  epoch(): string {
    return [...this.epochs.values()][0] ?? '';
  }

  private room(area: Area): Promise<Room> {
    const known = this.slots.get(area.id);
    if (known !== undefined) return known.ready;
    const name = LiveHub.roomName(area);
    const speaker = {
      emit: (event: string, payload: unknown) => {
        for (const namespace of this.namespaces) namespace.to(name).emit(event, payload);
      },
      listeners: () => this.listeners(area),
    };
    const slot: Slot = { room: null, waiting: [], trendAt: 0, ready: Promise.resolve(null as never) };
    this.slots.set(area.id, slot);
    slot.ready = this.snapshots.head(area).then(({ seq, epoch }) => {
      this.epochs.set(this.areas.street(area).id, epoch);
      const room = new Room(area, seq, speaker);
      for (const entry of slot.waiting) room.push(entry);
      slot.waiting = [];
      slot.room = room;
      return room;
    });
    slot.ready.catch(() => this.slots.delete(area.id));
    return slot.ready;
  }

  private onCommitted(facts: Committed): void {
    for (const id of facts.touched) this.touched.add(id);
    for (const slot of this.slots.values()) {
      if (slot.room !== null && (facts.deltas.length > 0 || facts.touched.size > 0)) slot.room.dirty = true;
    }
    for (const entry of facts.feed) {
      for (const [areaId, slot] of this.slots) {
        const area = this.areas.id(areaId);
        if (area === undefined || !entry.path.startsWith(area.path)) continue;
        if (slot.room === null) slot.waiting.push(entry);
        else slot.room.push(entry);
      }
    }
  }

  private listeners(area: Area): number {
    const name = LiveHub.roomName(area);
    return this.namespaces.reduce((sum, namespace) => sum + (namespace.adapter.rooms.get(name)?.size ?? 0), 0);
  }

  private async tick(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await this.frames();
    } catch (error) {
      this.logger.warn({ err: error }, 'frame skipped');
    } finally {
      this.busy = false;
    }
  }

  /** Clock values: each minute, and soon after their rows were touched. Apart from the frames, which never wait for the database. */
  private async recountClock(): Promise<void> {
    const now = this.clock.now();
    const minute = Math.floor(now / 60_000) !== Math.floor(this.countedAt / 60_000);
    if (this.counting || (!minute && (this.touched.size === 0 || now - this.countedAt < CLOCK_MIN_MS))) return;
    this.counting = true;
    this.countedAt = now;
    const ids = minute ? CLOCK_IDS : CLOCK_IDS.filter((id) => this.touched.has(id));
    this.touched.clear();
    try {
      for (const id of ids) await this.clockValues.count(id);
      if (ids.length > 0) this.markAllDirty();
    } catch (error) {
      for (const id of ids) this.touched.add(id);
      this.logger.warn({ err: error }, 'clock values not counted; tried again in a moment');
    } finally {
      this.counting = false;
    }
  }

  private async frames(): Promise<void> {
    const now = this.clock.now();
    const day = this.indicators.today();
    for (const slot of this.slots.values()) {
      const { room } = slot;
      if (room === null) continue;
      room.flushFeed();
      if ((!room.dirty && now - room.framedAt < IDLE_FRAME_MS) || this.listeners(room.area) === 0) continue;
      const idle = !room.dirty;
      room.framedAt = now;
      // Right as of now unless accepted events still wait for the database: then as of the oldest of them.
      const waiting = this.journal.status().oldestPendingAt;
      const reading = await this.indicators.read(room.area, day);
      if (waiting !== null) reading.asOf = waiting;
      const withTrends = !idle && now - slot.trendAt > TREND_MS;
      if (withTrends) slot.trendAt = now;
      room.frame(reading, idle ? new Map() : this.snapshots.childrenOf(room.area, day), {
        asOfs: this.indicators.countedAt(),
        sources: this.freshness.list(),
        notice: this.demo.notice(),
        ...(withTrends ? { trends: await this.indicators.trends(room.area) } : {}),
      });
    }
  }

  private heads(): void {
    const at = isoTime(this.clock.now());
    for (const slot of this.slots.values()) {
      if (slot.room !== null) slot.room.head(at, this.epochs.get(this.areas.street(slot.room.area).id) ?? '');
    }
  }

  private markAllDirty(): void {
    for (const slot of this.slots.values()) if (slot.room !== null) slot.room.dirty = true;
  }
}
