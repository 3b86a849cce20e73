import { computed, nextTick, onScopeDispose, shallowRef, watch } from 'vue';
import type { ComputedRef, Ref, ShallowRef } from 'vue';
import type { ErrorBody, FeedEntry, Frame, Head, JoinAck, JoinRequest, SeatReport } from '#contracts';
import { createCadence, tickerWaitMs } from './cadence.js';
import { linkState, mustCut } from './linkWatch.js';
import type { LinkState } from './linkWatch.js';
import { openLiveSocket } from './liveSocket.js';
import { screenId } from './screenId.js';
import { applyAck, applyFeed, applyFrame, emptyState, headAsksRejoin, isAnotherLife } from './wallState.js';
import type { WallState } from './wallState.js';

export interface Live {
  /** Aggregates, published at most once a second. */
  frame: ShallowRef<Frame | null>;
  /** Alarms, area, ticker and seq; alarms are published at once. */
  state: ShallowRef<WallState>;
  link: ShallowRef<LinkState>;
  /** Local instants (ms) of the last message and the last frame; 0 before the first. */
  heardAt: ShallowRef<number>;
  frameAt: ShallowRef<number>;
  /** Add to Date.now() for the server's time. */
  offsetMs: ShallowRef<number>;
  refused: ShallowRef<ErrorBody['error'] | null>;
  /** An area that could not be joined. */
  joinError: ShallowRef<ErrorBody['error'] | null>;
  ready: ComputedRef<boolean>;
  onEntry: (listener: (entry: FeedEntry) => void) => void;
  /** Tells the server that this seq has been painted. */
  receipt: (seq: number) => void;
  seat: (report: SeatReport) => void;
}

const FRAME_EVERY_MS = 1000;
const WATCH_EVERY_MS = 250;
/** So that a hole that the server cannot fill never becomes a storm of joins. */
const REJOIN_MIN_MS = 1000;
const HELD_MAX = 10_000;

/** One connection of one screen to one area: join, merge, notice silence, catch up. */
export function useLive(namespace: string, area: Ref<string | null>, scene?: Ref<string>): Live {
  let raw: WallState = emptyState();
  let joining = 0;
  let pending = false;
  let lastJoinAt = -Infinity;
  let failedJoins = 0;
  let holes = 0;
  let receiptFor = -1;
  let connected = false;
  /** Back after an absence: changes of values missed meanwhile are in no frame to come. */
  let needsWhole = false;
  let rejoinTimer: ReturnType<typeof setTimeout> | null = null;
  let held: FeedEntry[] = [];
  const listeners: ((entry: FeedEntry) => void)[] = [];

  const frame = shallowRef<Frame | null>(null);
  const state = shallowRef<WallState>(raw);
  const link = shallowRef<LinkState>('lost');
  const heardAt = shallowRef(0);
  const frameAt = shallowRef(0);
  const offsetMs = shallowRef(0);
  const refused = shallowRef<ErrorBody['error'] | null>(null);
  const joinError = shallowRef<ErrorBody['error'] | null>(null);

  const frames = createCadence(FRAME_EVERY_MS, () => (frame.value = raw.frame));
  const lists = createCadence(tickerWaitMs(0), () => (state.value = raw));

  function heard(): void {
    heardAt.value = Date.now();
    if (connected && link.value !== 'live') link.value = 'live';
  }

  function setOffset(at: string): void {
    const next = Date.parse(at) - Date.now();
    // Ignore network jitter: a clock that trembles is worse than one 300 ms late.
    if (Number.isFinite(next) && Math.abs(next - offsetMs.value) > 300) offsetMs.value = next;
  }

  function join(fresh: boolean): void {
    const code = area.value;
    if (!connected || code === null) return;
    const mine = (joining += 1);
    pending = true;
    lastJoinAt = performance.now();
    const request: JoinRequest = { area: code };
    if (scene) request.scene = scene.value;
    if (!fresh && raw.epoch !== null && raw.seq !== null && raw.area?.code === code) {
      request.epoch = raw.epoch;
      request.lastSeq = raw.seq;
    }
    socket.join(request, (ack) => {
      if (mine !== joining) return;
      pending = false;
      if (ack === null) failedJoins += 1;
      if (ack === null) rejoin(failedJoins > 1);
      else accept(ack);
    });
  }

  function accept(ack: JoinAck): void {
    heard();
    if (ack.error) {
      joinError.value = { code: ack.error.code as ErrorBody['error']['code'], message: ack.error.message };
      held = [];
      // An area may still be built, a database may come back: ask again, more and more slowly.
      failedJoins += 1;
      rejoin(true, Math.min(15_000, 1000 * 2 ** failedJoins));
      return;
    }
    joinError.value = null;
    refused.value = null;
    failedJoins = 0;
    if (ack.snapshot) {
      needsWhole = false;
      setOffset(ack.snapshot.serverNow);
      frameAt.value = Date.now();
    }
    const before = raw.seq ?? 0;
    const moved = ack.snapshot !== null && raw.area !== null && ack.snapshot.area.code !== raw.area.code;
    raw = applyAck(raw, ack);
    publishNow();
    if (!ack.snapshot) for (const entry of ack.missed) if (entry.seq > before) announce(entry);
    // Entries that came before the answer of another area may be of the room just left; a real gap shows by `prev` or head.
    const waiting = moved ? [] : held;
    held = [];
    for (const entry of waiting) onFeed(entry);
    // What was missed of the feed is here; unless a whole frame follows at once, fetch the values by a snapshot.
    if (needsWhole) rejoin(true);
  }

  function rejoin(fresh = false, afterMs = REJOIN_MIN_MS): void {
    if (rejoinTimer !== null || pending) return;
    const wait = Math.max(0, lastJoinAt + afterMs - performance.now());
    rejoinTimer = setTimeout(() => {
      rejoinTimer = null;
      if (fresh && !needsWhole && holes === 0 && failedJoins === 0) return;
      join(fresh);
    }, wait);
  }

  function publishNow(): void {
    frames.now();
    lists.now();
  }

  /** P1 and P2 are answered with a receipt once they are really on the screen. */
  function announce(entry: FeedEntry): void {
    for (const listener of listeners) listener(entry);
    if (entry.level === 'P1' || entry.level === 'P2') receipt(entry.seq);
  }

  function onFeed(entry: FeedEntry): void {
    heard();
    if (pending) {
      // The answer to a join is on its way and may already contain this entry.
      if (held.length < HELD_MAX) held.push(entry);
      return;
    }
    const step = applyFeed(raw, entry);
    if (step.verdict === 'hole') {
      holes += 1;
      // A hole that stays after several answers can only be closed by a new snapshot.
      return rejoin(holes > 3);
    }
    if (step.verdict === 'duplicate') return;
    holes = 0;
    raw = step.state;
    if (entry.level === 'info') lists.request();
    else lists.now();
    announce(entry);
  }

  function onFrame(next: Frame): void {
    heard();
    const merged = applyFrame(raw, next);
    if (merged === raw) {
      if (!pending && isAnotherLife(raw, next)) {
        needsWhole = true;
        rejoin(true);
      }
      return;
    }
    if (Object.keys(next.values).length >= Object.keys(raw.frame?.values ?? {}).length) needsWhole = false;
    raw = merged;
    frameAt.value = Date.now();
    frames.request();
  }

  function onHead(head: Head): void {
    heard();
    setOffset(head.at);
    if (!pending && headAsksRejoin(raw, head)) rejoin();
  }

  function receipt(seq: number): void {
    // An entry and the takeover it causes are one picture.
    if (seq === receiptFor) return;
    receiptFor = seq;
    void nextTick(() => {
      // The first callback runs before the paint that shows the entry, the second after it.
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          socket.rendered({ seq, wallId: screenId(), at: new Date(Date.now() + offsetMs.value).toISOString() }),
        ),
      );
    });
  }

  const socket = openLiveSocket(namespace, {
    up() {
      connected = true;
      refused.value = null;
      needsWhole = true;
      heard();
      join(false);
    },
    down() {
      connected = false;
      pending = false;
      joining += 1;
      held = [];
      link.value = 'lost';
    },
    frame: onFrame,
    feed: onFeed,
    head: onHead,
    refused: (error) => (refused.value = error),
  });

  const watcher = setInterval(() => {
    const silent = Date.now() - heardAt.value;
    const next = linkState(connected, silent);
    if (next !== link.value) link.value = next;
    if (mustCut(connected, silent)) socket.cut();
  }, WATCH_EVERY_MS);

  // The held picture stays until the new area's snapshot is here: no empty moment.
  watch(area, () => join(true));

  onScopeDispose(() => {
    clearInterval(watcher);
    if (rejoinTimer !== null) clearTimeout(rejoinTimer);
    frames.stop();
    lists.stop();
    socket.close();
  });

  return {
    frame, state, link, heardAt, frameAt, offsetMs, refused, joinError, receipt,
    ready: computed(() => state.value.area !== null),
    onEntry: (listener) => listeners.push(listener),
    seat: (report) => socket.seat(report),
  };
}
