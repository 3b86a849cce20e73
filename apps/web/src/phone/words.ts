import type { DoorHousehold, DoorPerson, VisitDay } from '#contracts';
import { daysSince } from './dayRule.js';
import type { Value } from './draft.js';

export type DoorField = VisitDay['fields'][number];

/** A value as a person reads it: names of codes, phones in groups, 是 / 否. */
export function valueText(field: DoorField | undefined, value: Value): string {
  if (value === null || value === '') return '未填';
  if (typeof value === 'boolean') return value ? '是' : '否';
  const text = String(value);
  if (field?.type === 'phone') return phoneText(text);
  return field?.codes?.find((code) => code.code === text)?.name ?? text;
}

export function phoneText(text: string): string {
  return /^1\d{10}$/.test(text) ? `${text.slice(0, 3)} ${text.slice(3, 7)} ${text.slice(7)}` : text;
}

/** `08-20`; with the year when it is not this one. */
export function dayText(at: string, now: number): string {
  const day = new Date(Date.parse(at) + 8 * 3_600_000).toISOString().slice(0, 10);
  return day.slice(0, 4) === new Date(now + 8 * 3_600_000).toISOString().slice(0, 4) ? day.slice(5) : day;
}

/** After this many days a household or person is to be looked at again. */
const FRESH_DAYS = 90;

export interface AgeText {
  text: string;
  /** ` · 上次 05-11`, beside a bold text. */
  last: string;
  /** To be set in bold: it should be checked. */
  due: boolean;
}

export function personAge(person: DoorPerson, now: number): AgeText {
  const days = daysSince(person.confirmedAt, now);
  if (days === null) return { text: '从未核实', last: '', due: true };
  if (days === 0) return { text: '今日已核实', last: '', due: false };
  if (days <= FRESH_DAYS) return { text: `${days} 天前核实`, last: '', due: false };
  return { text: `${days} 天未核实`, last: ` · 上次 ${dayText(person.confirmedAt ?? '', now)}`, due: true };
}

/** How long ago a home was visited, for the list; `due` when it should be soon. */
export function homeAge(household: DoorHousehold, now: number): { text: string; due: boolean } {
  const days = daysSince(household.verifiedAt, now);
  if (days === null) return { text: '从未核实', due: true };
  return { text: days === 0 ? '今日有人走访' : `${days} 天未核实`, due: days > FRESH_DAYS };
}

export function householdAge(household: DoorHousehold, now: number): { last: string; verdict: string } {
  const days = daysSince(household.verifiedAt, now);
  if (days === null) return { last: '还没有走访过', verdict: '从未核实' };
  if (days === 0) return { last: '今日已走访', verdict: '' };
  return { last: `上次走访 ${dayText(household.verifiedAt ?? '', now)}，已 ${days} 天`, verdict: days > FRESH_DAYS ? `超过 ${FRESH_DAYS} 天，请核实` : '' };
}

const HOME_LINE = ['house.tenure', 'house.gas'] as const;

/** `自住 · 管道燃气 · 户主 王建军`. */
export function homeLine(household: DoorHousehold, fields: readonly DoorField[]): string {
  const parts = HOME_LINE.flatMap((id) => {
    const value = household.values[id] ?? null;
    const text = valueText(fields.find((field) => field.id === id), value);
    if (value === null || value === '') return [];
    return [id === 'house.gas' ? (text === '无' ? '不用燃气' : `${text}燃气`) : text];
  });
  const head = household.people.find((person) => person.relation === '户主' || person.relation === '本人');
  return [...parts, ...(head === undefined ? [] : [`户主 ${head.name}`])].join(' · ');
}

const NAMED = 3;

/** `联系电话、学历`, and beyond three their number: the sheet marks each. */
export function staleText(labels: readonly string[]): string {
  return labels.length <= NAMED ? labels.join('、') : `${labels.slice(0, NAMED).join('、')}等 ${labels.length} 项`;
}
