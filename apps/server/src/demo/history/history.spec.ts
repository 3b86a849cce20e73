import { describe, expect, it } from '@jest/globals';
import { caseCategory, caseLimitMs } from '#catalogue';
import { EVENT_SCHEMAS } from '#contracts';
import { caseCodeOf } from '#platform';
import { useTestKeys } from '#testing';
import { generateStreet } from '../index.js';
import { historyEvents, historyRefsOf, type HistoryEvent } from './index.js';

const TO = Date.parse('2026-11-24T02:30:00Z');
const FROM = TO - 30 * 86_400_000;
useTestKeys();
const refs = historyRefsOf(generateStreet('small', 1, TO));
const events = [...historyEvents(refs, FROM, TO, 1)];
const of = (type: string) => events.filter((event) => event.type === type);

/** Due instants of cases still open at the end. */
function openCases(list: readonly HistoryEvent[]): number[] {
  const open = new Map<string, number>();
  const known = new Map<string, number>();
  for (const event of list) {
    const data = event.data as { category: string; caseRef: string; result: string };
    if (event.type === 'grid.report') {
      const code = caseCodeOf(event.sourceId, event.eventId);
      known.set(code, Date.parse(event.time) + caseLimitMs(caseCategory(data.category)?.class ?? ''));
      open.set(code, known.get(code) ?? 0);
    } else if (event.type === 'grid.caseResult') {
      expect(known.has(data.caseRef)).toBe(true);
      if (data.result === 'reopened') open.set(data.caseRef, known.get(data.caseRef) ?? 0);
      else open.delete(data.caseRef);
    }
  }
  return [...open.values()];
}

describe('history', () => {
  it('is told in order, within its window, with ids of its own', () => {
    expect(events.length).toBeGreaterThan(4000);
    expect(events.every((event, at) => at === 0 || (events[at - 1]?.time ?? '') <= event.time)).toBe(true);
    expect(Date.parse(events[0]?.time ?? '')).toBeGreaterThanOrEqual(FROM);
    expect(Date.parse(events.at(-1)?.time ?? '')).toBeLessThan(TO);
    expect(new Set(events.map((event) => `${event.sourceId}/${event.eventId}`)).size).toBe(events.length);
  });

  it('says only what the contracts allow', () => {
    for (const event of events) {
      const result = EVENT_SCHEMAS.get(event.type)?.safeParse(event.data);
      expect(result?.success ? null : { event, issues: result?.error.issues }).toBeNull();
    }
  });

  it('leaves a living street: a day’s worth of open cases, few of them overdue', () => {
    const due = openCases(events);
    const perDay = of('grid.report').length / 30;
    expect(due.length).toBeGreaterThan(perDay * 0.4);
    expect(due.length).toBeLessThan(perDay * 2);
    expect(due.filter((at) => at < TO).length).toBeLessThan(due.length * 0.2);
  });

  it('never sends a worker on two patrols at once, and has some out now', () => {
    const out = new Set<string>();
    for (const event of of('grid.patrol')) {
      const { worker, phase } = event.data as { worker: string; phase: string };
      if (phase === 'start') {
        expect(out.has(worker)).toBe(false);
        out.add(worker);
      } else out.delete(worker);
    }
    expect(out.size).toBeGreaterThan(0);
  });

  it('checks about nine of ten places in a whole week, most on Tuesday', () => {
    const monday = Date.parse('2026-11-09T00:00:00+08:00');
    const week = of('inspection.submitted').filter((event) => Date.parse(event.time) >= monday && Date.parse(event.time) < monday + 7 * 86_400_000);
    const share = new Set(week.map((event) => event.data['placeRef'])).size / refs.orgs.length;
    expect(share).toBeGreaterThan(0.75);
    const tuesday = week.filter((event) => new Date(Date.parse(event.time) + 8 * 3_600_000).getUTCDay() === 2);
    expect(tuesday.length / week.length).toBeGreaterThan(0.5);
  });

  it('has volunteers on duty now, whose tasks run', () => {
    const onDuty = of('volunteer.service').filter((event) => event.data['checkOut'] === undefined);
    expect(onDuty.length).toBeGreaterThan(0);
    for (const event of onDuty) expect(refs.tasks.find((task) => task.code === event.data['taskRef'])?.endsAt).toBeGreaterThan(TO - 20 * 60_000);
  });

  it('is the same for the same seed, and the days before do not matter', () => {
    const later = [...historyEvents(refs, TO - 2 * 86_400_000, TO, 1)].filter((event) => event.type === 'grid.visit');
    expect(later).toEqual(of('grid.visit').filter((event) => Date.parse(event.time) >= TO - 2 * 86_400_000));
  });
});
