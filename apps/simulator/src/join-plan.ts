import type { SimEvent } from './sim-event.js';

/** What an event begins and what it ends, by name; null = neither. */
function endsOf(event: SimEvent): string | null {
  const { data } = event;
  if (event.caseOf !== undefined) return `case/${event.caseOf}`;
  if (event.type === 'grid.patrol' && data['phase'] === 'end') return `patrol/${String(data['worker'])}`;
  if (event.type === 'volunteer.service' && data['checkOut'] !== undefined) return `service/${String(data['taskRef'])}/${String(data['volunteerRef'])}`;
  if (event.type.startsWith('alarm.') && data['phase'] === 'end') return `${event.type}/${String(data['deviceKey'])}`;
  return null;
}

function beginsOf(event: SimEvent): string | null {
  const { data } = event;
  if (event.type === 'grid.report') return `case/${event.id}`;
  if (event.type === 'grid.patrol' && data['phase'] === 'start') return `patrol/${String(data['worker'])}`;
  if (event.type === 'volunteer.service' && data['checkOut'] === undefined) return `service/${String(data['taskRef'])}/${String(data['volunteerRef'])}`;
  if (event.type.startsWith('alarm.') && data['phase'] === 'start') return `${event.type}/${String(data['deviceKey'])}`;
  return null;
}

/**
 * A day's plan for a simulator that joins it at `from`: only what lies ahead, no end of what was never begun, and
 * the claims of volunteers who will come later today made up for.
 */
export function joinAt(plan: readonly SimEvent[], from: number): SimEvent[] {
  const begun = new Set<string>();
  const ahead = plan.filter((event) => {
    if (event.at <= from) return false;
    const begins = beginsOf(event);
    if (begins !== null) begun.add(begins);
    const ends = endsOf(event);
    return ends === null || begun.has(ends);
  });
  const coming = new Set(ahead.filter((event) => event.type === 'volunteer.service' && event.data['checkOut'] === undefined).map(beginsOf));
  // Unchanged, with their own time: a simulator that starts again sends a repeat, which changes nothing.
  const claims = plan.filter((event) => event.at <= from && event.type === 'volunteer.claim' && coming.has(`service/${String(event.data['taskRef'])}/${String(event.data['volunteerRef'])}`));
  return [...claims, ...ahead];
}
