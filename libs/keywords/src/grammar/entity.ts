import { fieldOf } from '#catalogue';
import { isPlaceField, reachable, type TableEntity } from '#contracts';
import { ENTITY_OF_VERB } from '../verbs.js';
import type { Work } from './work.js';

/** The field among the candidates that a table of this entity shows; null when none can be reached. */
export function fieldFor(entity: TableEntity, candidates: readonly string[]): string | null {
  // Beside people a visit means the last one: its date is `visit.last_date`.
  const known = candidates.filter((id) => fieldOf(id) !== undefined && !(id === 'visit.date' && entity !== 'visit'));
  return reachable(entity, known)[0] ?? null;
}

/** The field in which a named place stands in a table of this entity. */
export function placeField(entity: TableEntity, level: 'community' | 'grid' | 'estate' | 'building' | 'unit' | 'room'): string | null {
  if (level === 'community' || level === 'grid') return fieldFor(entity, [`person.${level}`, `${entity}.${level}`]);
  const id = { estate: 'estate.name', building: 'building.no', unit: 'house.unit', room: 'house.room' }[level];
  return fieldFor(entity, [id]);
}

/** Fields that only a table of people asks for. */
const IDENTITY = new Set(['person.name', 'person.id_no', 'person.sex', 'person.age', 'person.birth_date', 'person.ethnic', 'person.education', 'person.marital', 'person.political', 'person.relation', 'person.health']);

function ownersOf(fields: readonly string[]): Set<string> {
  return new Set(fields.map((id) => id.split('.')[0] ?? ''));
}

const AMONG = /^(?:中|当中|里|里面|其中)$/u;

/** What the table is about: the thing most words speak of. */
export function chooseEntity(work: Work): TableEntity | null {
  const score = new Map<TableEntity, number>();
  const add = (entity: TableEntity, weight: number) => score.set(entity, (score.get(entity) ?? 0) + weight);
  // 低保户中的独居老人 are people: what stands before 中 only says among whom.
  const among = work.tokens.findLastIndex((token) => AMONG.test(token.surface));
  const inner = among >= 0 && (work.entities.some((item) => item.index > among) || work.conditions.some((item) => item.first > among && (item.elder || item.options.some((option) => option.field.startsWith('person.')))));
  const counts = (index: number): boolean => !inner || index > among;
  if (inner && work.conditions.some((item) => item.first > among && item.options.some((option) => option.field.startsWith('person.')))) add('person', 3);
  for (const { entity, weight, index } of work.entities) if (counts(index)) add(entity, weight);
  const last = [...work.entities].sort((a, b) => b.index - a.index)[0];
  if (last !== undefined) add(last.entity, 0.5);
  for (const item of [...work.columns, ...work.groups, ...work.sorts]) {
    const owners = ownersOf(item.fields.filter((id) => id !== 'count'));
    if (item.fields.some((id) => IDENTITY.has(id))) add('person', 2);
    else if (owners.size === 1) for (const owner of owners) addOwner(add, owner, item.fields, owner === 'volunteer' ? 4 : 1.5);
  }
  for (const condition of work.conditions) {
    if (!counts(condition.first)) continue;
    if (condition.entity !== undefined) add(condition.entity, 3);
    if (condition.kind === 'compare') add(condition.compare?.unit === '岁' ? 'person' : condition.compare?.unit === '口' ? 'household' : condition.compare?.unit === '层' ? 'building' : 'person', condition.compare?.unit === '岁' ? 2 : condition.compare?.unit === '' ? 0 : 1);
    if (condition.verb !== undefined) {
      const entity = ENTITY_OF_VERB[condition.verb];
      if (entity !== undefined) add(entity, condition.verb === 'update' ? 0.5 : 1.5);
      else add(condition.verb === 'visit' ? 'person' : 'person', 0.5);
    }
    const fields = condition.fields ?? condition.options.map((option) => option.field);
    const owners = ownersOf(fields);
    if (owners.size === 1) for (const owner of owners) addOwner(add, owner, fields, condition.kind === 'null' && fields.some((id) => IDENTITY.has(id)) ? 2 : 1.2);
    else if (owners.has('person') && condition.kind === 'value') add('person', 0.5);
  }
  // 网格员名单, 各网格网格员及电话: nothing but the grids' own workers is asked for.
  const workers = work.columns.some((column) => column.fields.includes('grid.worker'));
  if (workers && work.conditions.length === 0 && work.measures.length === 0 && work.entities.length === 0) add('grid', 6);
  const ranked = [...score].sort((a, b) => b[1] - a[1]);
  const best = ranked.find(([entity]) => reachesAll(work, entity)) ?? ranked[0];
  return best?.[0] ?? (work.conditions.length > 0 || work.columns.length > 0 || work.asks.length > 0 ? 'person' : null);
}

function addOwner(add: (entity: TableEntity, weight: number) => void, owner: string, fields: readonly string[], weight: number): void {
  if (owner === 'estate') return;
  if (owner === 'visit') return add(fields.includes('visit.last_date') ? 'person' : 'visit', weight / 2);
  if (fields.some(isPlaceField) && (owner === 'person' || fields.length > 1)) return;
  // A home's fields stand in tables of people and households too.
  const far = owner === 'house' || owner === 'building' || owner === 'household';
  add(owner as TableEntity, far ? weight / 2 : weight);
}

function reachesAll(work: Work, entity: TableEntity): boolean {
  return work.conditions.every((condition) => {
    if (condition.kind === 'place') return condition.place !== undefined && placeField(entity, condition.place.level) !== null;
    const fields = condition.fields ?? condition.options.map((option) => option.field);
    if (entity === 'volunteer' && condition.options.some((option) => option.value === 'volunteer')) return true;
    return fields.length === 0 || fieldFor(entity, fields) !== null;
  }) && work.columns.every((column) => fieldFor(entity, column.fields) !== null);
}
