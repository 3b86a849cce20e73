import { businessDay, dayStart } from '#platform';
import { localWeekday } from '#catalogue';
import { tellCases } from './cases.js';
import { tellSelfChecks } from './checks-of-week.js';
import { DAY_MS, iso, type Day, type HistoryEvent } from './day.js';
import type { HistoryRefs } from './refs.js';
import { tellPatrols, tellRegistrations, tellVisits } from './rounds.js';
import { tellService } from './service.js';
import { tellSignals } from './signals.js';

export type { DemoSource, HistoryEvent } from './day.js';
export { historyRefsOf, type HistoryRefs } from './refs.js';

/** A claim can come before its task's day, a case may be open nine days: told days reach this far around the window. */
const LEAD_DAYS = 4;
const LAG_DAYS = 12;

/**
 * Everything that happened in the street from `from` until `to`, in time order. What is still going on at `to` (patrols,
 * service, open cases) is begun and not ended. Days before `from` are told silently so that their consequences
 * inside the window are there; the end of what began before `from` is left out, because nobody would know its beginning.
 */
export function* historyEvents(refs: HistoryRefs, from: number, to: number, seed: number): Generator<HistoryEvent> {
  const buckets = new Map<string, { at: number; no: number; event: HistoryEvent }[]>();
  const firstDay = dayStart(businessDay(from)) - LAG_DAYS * DAY_MS;
  const lastDay = dayStart(businessDay(to - 1));
  const told = new Set<string>();
  let emitted = 0;

  const tell = (start: number) => {
    const name = businessDay(start).replaceAll('-', '');
    const day: Day = {
      start,
      name,
      weekday: localWeekday(start),
      to,
      seed,
      refs,
      emit({ source, id, type, at, data }) {
        if (at < from || at >= to) return;
        const begin = beginningOf(id, type);
        if (begin !== null && !told.has(begin)) return;
        told.add(id);
        const key = businessDay(at);
        const bucket = buckets.get(key) ?? [];
        buckets.set(key, bucket);
        bucket.push({ at, no: emitted++, event: { sourceId: source, eventId: id, type, time: iso(at), data } });
      },
    };
    tellPatrols(day);
    tellVisits(day);
    tellCases(day);
    tellService(day);
    tellRegistrations(day);
    tellSignals(day);
    if (day.weekday === 0) tellSelfChecks(day);
  };

  // A day's bucket is complete once the days up to LEAD_DAYS after it are told.
  for (let start = firstDay; start <= lastDay + LEAD_DAYS * DAY_MS; start += DAY_MS) {
    tell(start);
    const ready = businessDay(start - LEAD_DAYS * DAY_MS);
    const bucket = buckets.get(ready) ?? [];
    buckets.delete(ready);
    bucket.sort((a, b) => a.at - b.at || a.no - b.no);
    for (const item of bucket) yield item.event;
  }
}

/** The event that must have been told for this one to make sense; null when it stands alone. */
function beginningOf(id: string, type: string): string | null {
  if (type === 'grid.caseResult') return id.replace(/-\d$/, '');
  if (id.endsWith('-withdraw')) return id.replace(/withdraw$/, 'take');
  if (type === 'grid.patrol' && id.endsWith('-end')) return id.replace(/end$/, 'start');
  return type.startsWith('alarm.') && id.endsWith('-end') ? id.slice(0, -'-end'.length) : null;
}
