import type { DoorHousehold, DoorPerson, VisitReport } from '#contracts';

/** What a worker has filled in for one household and not yet saved. Plain data: it lies on the phone as it is. */
export type Value = string | number | boolean | null;

export interface DraftChange {
  field: string;
  value: Value;
  /** What the record held when it was read, and its version then: the base of the three-way merge. */
  from: Value;
  baseVersion: number;
}

export interface Arrival {
  clientId: string;
  changes: Record<string, Value>;
}

export interface DoorDraft {
  household: string;
  clientId: string;
  confirmed: readonly string[];
  people: Readonly<Record<string, readonly DraftChange[]>>;
  home: readonly DraftChange[];
  movedIn: readonly Arrival[];
  movedOut: readonly { id: string; day: string }[];
  need: { category: string; title: string; text: string } | null;
  note: string;
}

export function emptyDraft(household: string, clientId: string): DoorDraft {
  return { household, clientId, confirmed: [], people: {}, home: [], movedIn: [], movedOut: [], need: null, note: '' };
}

const clean = (value: Value): Value => (typeof value === 'string' ? (value.trim() === '' ? null : value.trim()) : value);

/** One field told anew; the value of the record takes the change back. An earlier base stays the base. */
function changed(list: readonly DraftChange[], field: string, raw: Value, current: Value, version: number): DraftChange[] {
  const value = clean(raw);
  const former = list.find((item) => item.field === field);
  const base = former ?? { from: current, baseVersion: version };
  const rest = list.filter((item) => item.field !== field);
  return value === clean(base.from) ? rest : [...rest, { field, value, from: base.from, baseVersion: base.baseVersion }];
}

export function setPersonField(draft: DoorDraft, person: DoorPerson, field: string, value: Value): DoorDraft {
  const list = changed(draft.people[person.id] ?? [], field, value, person.values[field] ?? null, person.version);
  const { [person.id]: _, ...others } = draft.people;
  return { ...draft, people: list.length === 0 ? others : { ...others, [person.id]: list } };
}

export function setHomeField(draft: DoorDraft, household: DoorHousehold, field: string, value: Value): DoorDraft {
  const version = field.startsWith('house.') ? household.houseVersion : household.version;
  return { ...draft, home: changed(draft.home, field, value, household.values[field] ?? null, version) };
}

export function toggleConfirmed(draft: DoorDraft, person: string): DoorDraft {
  const on = draft.confirmed.includes(person);
  return { ...draft, confirmed: on ? draft.confirmed.filter((id) => id !== person) : [...draft.confirmed, person] };
}

/** A day for somebody who moved out; null takes it back. Who has left cannot be confirmed. */
export function setMovedOut(draft: DoorDraft, person: string, day: string | null): DoorDraft {
  const rest = draft.movedOut.filter((item) => item.id !== person);
  if (day === null) return { ...draft, movedOut: rest };
  return { ...draft, movedOut: [...rest, { id: person, day }], confirmed: draft.confirmed.filter((id) => id !== person) };
}

/** The value to show: what is told now, else what the record holds. */
export function shownValue(changes: readonly DraftChange[], field: string, current: Value | undefined): Value {
  const change = changes.find((item) => item.field === field);
  return change === undefined ? (current ?? null) : change.value;
}

export interface Tally {
  confirmed: number;
  people: number;
  changes: number;
  arrivals: number;
  departures: number;
}

/** What the main button would save. */
export function tally(draft: DoorDraft, household: DoorHousehold): Tally {
  const gone = new Set(draft.movedOut.map((item) => item.id));
  const staying = household.people.filter((person) => !gone.has(person.id));
  return {
    confirmed: staying.filter((person) => draft.confirmed.includes(person.id)).length,
    people: staying.length,
    changes: Object.values(draft.people).reduce((sum, list) => sum + list.length, draft.home.length),
    arrivals: draft.movedIn.length,
    departures: gone.size,
  };
}

export function isEmpty(draft: DoorDraft): boolean {
  return draft.confirmed.length + draft.home.length + draft.movedIn.length + draft.movedOut.length + Object.keys(draft.people).length === 0 && draft.need === null && draft.note.trim() === '';
}

/**
 * The draft over a record that was read again meanwhile: what the record already says is no change any more; what others
 * changed keeps its old base, so that the server sees the clash. Nobody's ticks stay for people who are not there.
 */
export function rebase(draft: DoorDraft, fresh: DoorHousehold): DoorDraft {
  const open = (list: readonly DraftChange[], values: Readonly<Record<string, Value>>) => list.filter((change) => !(change.field in values) || values[change.field] !== change.value);
  const people = new Map(fresh.people.map((person) => [person.id, person]));
  const kept = Object.entries(draft.people)
    .map(([id, list]) => [id, open(list, people.get(id)?.values ?? {})] as const)
    .filter(([, list]) => list.length > 0);
  return { ...draft, confirmed: draft.confirmed.filter((id) => people.has(id)), people: Object.fromEntries(kept), home: open(draft.home, fresh.values) };
}

/** True when the record was changed by somebody else after this change was begun. */
export function overtaken(change: DraftChange, current: Value | undefined): boolean {
  return current !== undefined && current !== change.from && current !== change.value;
}

const told = ({ field, value, baseVersion }: DraftChange) => ({ field, value, baseVersion });

/** @param at instant of the visit, ISO with zone */
export function toReport(draft: DoorDraft, at: string): VisitReport {
  const need = draft.need === null ? null : { category: draft.need.category, title: draft.need.title.trim(), ...(draft.need.text.trim() === '' ? {} : { text: draft.need.text.trim() }) };
  return {
    clientId: draft.clientId,
    household: draft.household,
    at,
    confirmed: [...draft.confirmed],
    people: Object.entries(draft.people).map(([id, list]) => ({ id, changes: list.map(told) })),
    household_changes: draft.home.filter((change) => !change.field.startsWith('house.')).map(told),
    house_changes: draft.home.filter((change) => change.field.startsWith('house.')).map(told),
    movedIn: draft.movedIn.map((arrival) => ({ clientId: arrival.clientId, changes: { ...arrival.changes } })),
    movedOut: draft.movedOut.map((item) => ({ ...item })),
    need,
    ...(draft.note.trim() === '' ? {} : { note: draft.note.trim() }),
  };
}
