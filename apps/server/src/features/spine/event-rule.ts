import type { Envelope, SourceKind } from '#contracts';
import type { Clock, IdGenerator, Tx } from '#platform';
import type { Area, AreaIndex } from './area-index.js';
import type { CounterDeltas } from './counters.js';
import type { FeedDraft } from './feed.js';

/** An event on its way into MySQL. */
export interface ApplyEvent {
  envelope: Envelope;
  /** Id of its row in table `event`. */
  rowId: number;
  /** Event time, ms UTC: the sender's, or the receive time when that cannot be believed. */
  at: number;
  receivedAt: number;
  results: { kind: string; id: string; code?: string }[];
}

/** What the rules of one transaction share. */
export interface ApplyContext {
  tx: Tx;
  clock: Clock;
  ids: IdGenerator;
  areas: AreaIndex;
  counters: CounterDeltas;
  feed: FeedDraft[];
  touched: Set<string>;
  /** Kinds of sources heard of, with the instant of the newest event. */
  heard: Map<SourceKind, number>;
  /** Street that facts without any known place belong to. */
  home: Area;
}

/**
 * A feature's part in one transaction: created with what it must know loaded for all its events at once, then given
 * each event in order, then asked to write what it gathered. `apply` throws before it changes anything, or the whole
 * batch is run again without that event.
 */
export interface RuleRun {
  apply(event: ApplyEvent): void;
  flush(): Promise<void>;
}

export interface EventRule {
  /** True for the event types this feature gives an effect. */
  handles(type: string): boolean;
  begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun>;
}

export function hear(context: ApplyContext, source: SourceKind, receivedAt: number): void {
  context.heard.set(source, Math.max(context.heard.get(source) ?? 0, receivedAt));
}

/** Says a fact to the feed of the street it happened in. */
export function say(context: ApplyContext, draft: Omit<FeedDraft, 'street' | 'community'>): void {
  hear(context, draft.source, draft.at);
  context.feed.push({ ...draft, street: context.areas.street(draft.area), community: context.areas.communityName(draft.area) });
}
