import { parseValue, fieldOf, tagOf } from '#catalogue';
import type { ResidentQuery } from '#contracts';
import { addDays, dayStart, fail, idNoIndex, phoneIndex, phoneTail, sqlTime } from '#platform';
import { type AccountPrincipal, type Scope, scopeOf } from '../access/index.js';

export interface Conditions {
  /** Over the alias `p`, a row of `person` or of its history. */
  sql: string;
  values: unknown[];
}

export interface AsOf {
  /** Null: now. */
  at: number | null;
  day: string;
}

const like = (text: string) => text.replace(/[\\%_]/g, '\\$&');

/** Names that begin alike are looked at up to here; a street has fewer of any surname. */
const NAMES = 8000;

/**
 * People whose column begins with the text. Now: each column by its own index with the scope beside it, bounded, so that a
 * surname of eighty thousand people costs no more than a rare one. As of the past: over the rows of that time.
 */
function beginning(columns: readonly string[], text: string, scope: Scope | null): Conditions {
  const pattern = `${like(text)}%`;
  if (scope === null) return { sql: `(${columns.map((column) => `p.${column} LIKE ?`).join(' OR ')})`, values: columns.map(() => pattern) };
  const within = scope.predicate('s.area_path');
  const parts = columns.map((column) => `(SELECT s.id FROM person s WHERE s.${column} LIKE ? AND ${within.sql} LIMIT ${NAMES})`);
  return { sql: `p.id IN (SELECT id FROM (${parts.join(' UNION ')}) found)`, values: columns.flatMap(() => [pattern, ...within.values]) };
}

/** Columns a text is looked up in when it is a name, pinyin or initials; null when it is a number or a code. */
function nameColumns(compact: string): readonly string[] | null {
  if (/^\d{4}$|^\d{7,8}$|^1\d{10}$|^0\d{9,11}$|^\d{14,17}[\dxX]$/.test(compact) || /^[PH]\d+$/i.test(compact)) return null;
  // Initials of a name are few; longer words are pinyin only, so that both ranges stay small.
  if (/^[a-z]+$/i.test(compact)) return compact.length <= 6 ? ['name_pinyin', 'name_initials'] : ['name_pinyin'];
  return ['name', 'name_given'];
}

/**
 * Ids of living people whose name begins with the text, from the indexes alone (they hold residence and area too), so that
 * the eighty thousand bearers of a surname cost no look-up each. Null when the search is anything more than a name.
 */
export function nameSearch(query: ResidentQuery, scope: Scope, areaPath: string | null): Conditions | null {
  const { q, tag, ageFrom, ageTo, sex, residenceType, household, building, stale, left, sort } = query;
  const more = [tag, ageFrom, ageTo, sex, residenceType, household, building, stale].some((value) => value !== undefined) || left === true || query.care === true;
  const text = q.normalize('NFKC').trim();
  const compact = text.replace(/[\s-]/g, '');
  const columns = text === '' || more || sort !== 'code' ? null : nameColumns(compact);
  if (columns === null) return null;
  const latin = /^[a-z]+$/i.test(compact);
  const within = scope.predicate('s.area_path');
  const area = areaPath === null ? { sql: '', values: [] } : { sql: ' AND s.area_path LIKE ?', values: [`${areaPath}%`] };
  const parts = columns.map((column) => `(SELECT s.id FROM person s WHERE s.${column} LIKE ? AND s.residence_status = 'LIVING' AND s.valid_to IS NULL AND ${within.sql}${area.sql} LIMIT ${NAMES})`);
  return { sql: parts.join(' UNION '), values: columns.flatMap(() => [`${like(latin ? compact.toLowerCase() : text)}%`, ...within.values, ...area.values]) };
}

/**
 * How a search text is meant: by form, so that one box serves name, pinyin, initials, phone tail, id number and code.
 * @param scope where to look among people of now; null for a past instant
 */
export function searchCondition(q: string, today: string, scope: Scope | null): Conditions {
  const text = q.normalize('NFKC').trim();
  const compact = text.replace(/[\s-]/g, '');
  if (/^\d{4}$/.test(compact)) return { sql: 'p.phone_tail = ?', values: [phoneTail(compact)] };
  if (/^\d{7,8}$|^1\d{10}$|^0\d{9,11}$/.test(compact)) return { sql: 'p.phone_index = ?', values: [phoneIndex(compact)] };
  if (/^\d{14,17}[\dxX]$/.test(compact)) {
    const field = fieldOf('person.id_no');
    const parsed = field === undefined ? null : parseValue(field, compact, today);
    return parsed?.ok === true && typeof parsed.value === 'string' ? { sql: 'p.id_no_index = ?', values: [idNoIndex(parsed.value)] } : { sql: '1 = 0', values: [] };
  }
  if (/^[PH]\d+$/i.test(compact)) return { sql: 'p.code = ?', values: [compact.toUpperCase()] };
  const latin = /^[a-z]+$/i.test(compact);
  return beginning(nameColumns(compact) ?? ['name'], latin ? compact.toLowerCase() : text, scope);
}

function tagCondition(tag: string, asOf: AsOf): Conditions {
  if (tagOf(tag) === undefined) throw fail('TAG_UNKNOWN', { tag: tag.slice(0, 32) });
  const at = asOf.at === null ? null : sqlTime(asOf.at);
  const known = at === null ? '' : ' AND t.recorded_at <= ?';
  const stillOpen = at === null ? '' : ' OR t.ended_recorded_at > ?';
  return {
    sql: `EXISTS (SELECT 1 FROM person_tag t WHERE t.person_id = p.id AND t.tag = ? AND t.valid_from <= ?${known} AND (t.valid_to IS NULL OR t.valid_to > ?${stillOpen}))`,
    values: [tag, asOf.day, ...(at === null ? [] : [at]), asOf.day, ...(at === null ? [] : [at])],
  };
}

/** Born on or before this day = at least `age` on `day`. */
const bornBy = (day: string, age: number) => `${String(Number(day.slice(0, 4)) - age).padStart(4, '0')}${day.slice(4)}`;

/** People on care lists: all of the area for who keeps the lists, one's own for everybody else. Null: not asked for. */
export function careCondition(query: ResidentQuery, account: AccountPrincipal): Conditions | null {
  if (query.care !== true) return null;
  const keeper = scopeOf(account, 'care.assign');
  if (keeper.isEmpty) return { sql: 'p.id IN (SELECT c.person_id FROM care_list c WHERE c.account_id = ?)', values: [account.id] };
  const within = keeper.predicate('p.area_path');
  return { sql: `(${within.sql} AND p.id IN (SELECT c.person_id FROM care_list c))`, values: within.values };
}

/**
 * All filters of a list as one condition; the scope comes first and always.
 * @param address what the text means when it is an address, instead of a search by form
 */
export function residentConditions(query: ResidentQuery, scope: Scope, areaPath: string | null, asOf: AsOf, [address, care]: readonly [address: Conditions | null, care: Conditions | null]): Conditions {
  const parts: Conditions[] = [];
  const add = (sql: string, ...values: unknown[]) => parts.push({ sql, values });
  const within = scope.predicate('p.area_path');
  add(within.sql, ...within.values);
  if (areaPath !== null) add('p.area_path LIKE ?', `${areaPath}%`);
  if (query.left === true) add("p.residence_status IN ('MOVED', 'DIED')");
  else add("p.residence_status = 'LIVING' AND p.valid_to IS NULL");
  if (address !== null) parts.push(address);
  else if (query.q.trim() !== '') parts.push(searchCondition(query.q, asOf.day, asOf.at === null ? scope : null));
  for (const tag of query.tag?.split(',').filter((item) => item !== '') ?? []) parts.push(tagCondition(tag, asOf));
  if (query.ageFrom !== undefined) add('p.birth_date <= ?', bornBy(asOf.day, query.ageFrom));
  if (query.ageTo !== undefined) add('p.birth_date > ?', bornBy(asOf.day, query.ageTo + 1));
  if (query.sex !== undefined) add('p.sex = ?', query.sex);
  if (query.residenceType !== undefined) add('p.residence_type = ?', query.residenceType);
  if (query.household !== undefined) add('p.household_id = ?', Number(query.household));
  if (query.building !== undefined) add('p.household_id IN (SELECT hh.id FROM household hh JOIN house ho ON ho.id = hh.house_id WHERE ho.building_id = ?)', Number(query.building));
  if (care !== null) parts.push(care);
  if (query.stale !== undefined) add('(p.confirmed_at IS NULL OR p.confirmed_at < ?)', sqlTime(dayStart(addDays(asOf.day, -query.stale))));
  return { sql: parts.map((part) => part.sql).join(' AND '), values: parts.flatMap((part) => part.values) };
}

const SORTS: Readonly<Record<ResidentQuery['sort'], string>> = {
  code: 'p.id',
  name: 'p.name_pinyin, p.id',
  age: 'p.birth_date DESC, p.id',
  '-age': 'p.birth_date, p.id',
  confirmed: 'p.confirmed_at, p.id',
  '-confirmed': 'p.confirmed_at DESC, p.id',
};

export function residentOrder(sort: ResidentQuery['sort']): string {
  return SORTS[sort];
}
