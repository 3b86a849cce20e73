import { RESIDENT_SORTS, type ResidentQuery } from '#contracts';

export type PeopleSort = ResidentQuery['sort'];

/** What the list of people shows; the address of the page says the same. */
export interface PeopleQuery {
  q: string;
  area: string;
  tags: string[];
  ageFrom: number | null;
  ageTo: number | null;
  sex: '' | '1' | '2';
  residenceType: string;
  stale: number | null;
  left: boolean;
  /** Only people on care lists. */
  care: boolean;
  /** A day, or empty for now. */
  asOf: string;
  household: string;
  building: string;
  sort: PeopleSort;
  page: number;
}

export const EMPTY_QUERY: Readonly<PeopleQuery> = { q: '', area: '', tags: [], ageFrom: null, ageTo: null, sex: '', residenceType: '', stale: null, left: false, care: false, asOf: '', household: '', building: '', sort: 'code', page: 1 };
export const PAGE_SIZE = 50;
export const STALE_CHOICES = [90, 180, 365] as const;

type RawQuery = Readonly<Record<string, unknown>>;

const text = (raw: RawQuery, key: string, max: number): string => {
  const value = raw[key];
  return typeof value === 'string' ? value.slice(0, max) : '';
};

function whole(raw: RawQuery, key: string, min: number, max: number): number | null {
  const value = raw[key];
  if (typeof value !== 'string' || !/^\d{1,6}$/.test(value)) return null;
  const number = Number(value);
  return number >= min && number <= max ? number : null;
}

const digits = (value: string): string => (/^\d{1,16}$/.test(value) ? value : '');

/** Reads the address of the page; what makes no sense is as if it were not there. */
export function queryFromUrl(raw: RawQuery): PeopleQuery {
  const sex = text(raw, 'sex', 1);
  const asOf = text(raw, 'asOf', 10);
  const sort = text(raw, 'sort', 16);
  return {
    q: text(raw, 'q', 100),
    area: text(raw, 'area', 32),
    tags: text(raw, 'tag', 200).split(',').filter((tag) => tag !== ''),
    ageFrom: whole(raw, 'ageFrom', 0, 150),
    ageTo: whole(raw, 'ageTo', 0, 150),
    sex: sex === '1' || sex === '2' ? sex : '',
    residenceType: text(raw, 'residenceType', 16),
    stale: whole(raw, 'stale', 1, 3650),
    left: raw['left'] === '1',
    care: raw['care'] === '1',
    asOf: /^\d{4}-\d{2}-\d{2}$/.test(asOf) ? asOf : '',
    household: digits(text(raw, 'household', 16)),
    building: digits(text(raw, 'building', 16)),
    sort: (RESIDENT_SORTS as readonly string[]).includes(sort) ? (sort as PeopleSort) : 'code',
    page: whole(raw, 'page', 1, 100_000) ?? 1,
  };
}

/** The same as an address; what is as usual is left out, so that links stay short. */
export function queryToUrl(query: PeopleQuery): Record<string, string> {
  const out: Record<string, string> = {};
  const set = (key: string, value: string | number | null, usual: string | number | null = ''): void => {
    if (value !== null && value !== '' && value !== usual) out[key] = String(value);
  };
  set('q', query.q.trim());
  set('area', query.area);
  set('tag', query.tags.join(','));
  set('ageFrom', query.ageFrom);
  set('ageTo', query.ageTo);
  set('sex', query.sex);
  set('residenceType', query.residenceType);
  set('stale', query.stale);
  set('left', query.left ? '1' : '');
  set('care', query.care ? '1' : '');
  set('asOf', query.asOf);
  set('household', query.household);
  set('building', query.building);
  set('sort', query.sort, 'code');
  set('page', query.page, 1);
  return out;
}

export function peoplePath(query: PeopleQuery): string {
  const params = new URLSearchParams(queryToUrl(query));
  params.set('pageSize', String(PAGE_SIZE));
  return `/api/v1/residents?${params.toString()}`;
}

/** Whether anything narrows the list. */
export function isNarrowed(query: PeopleQuery): boolean {
  return Object.keys(queryToUrl({ ...query, sort: 'code', page: 1, asOf: '' })).length > 0;
}

/** The order after a header is pressed: up, down, and back to the usual one. */
export function nextSort(now: PeopleSort, key: 'name' | 'age' | 'confirmed'): PeopleSort {
  if (key === 'name') return now === 'name' ? 'code' : 'name';
  if (now === key) return `-${key}`;
  return now === `-${key}` ? 'code' : key;
}
