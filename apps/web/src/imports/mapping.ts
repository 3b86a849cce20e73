import type { FieldView, ImportColumn } from '#contracts';

/** Choices made on the page and not yet sent: column → target, or null for 不导入. */
export type Edits = Readonly<Record<number, string | null>>;

export const GRADES: Readonly<Record<ImportColumn['grade'], string>> = { exact: '确定', word: '较有把握', guess: '猜测', none: '未对应' };

export interface Target {
  target: string;
  label: string;
  group: string;
}

const ENTITIES: Readonly<Record<string, string>> = { person: '人', household: '户', house: '房屋', estate: '小区', building: '楼栋', visit: '采集', place: '场所' };
/** Entities a sheet of people may fill. */
const IMPORTED = ['person', 'household', 'house', 'estate', 'building', 'visit'];

/** Everything a column may stand for: fields of the catalogue, then tags one by one. */
export function targetsOf(fields: readonly FieldView[]): Target[] {
  const own = fields.filter((field) => IMPORTED.includes(field.entity)).map((field) => ({ target: field.id, label: field.label, group: ENTITIES[field.entity] ?? field.entity }));
  const tags = fields.find((field) => field.id === 'person.tags')?.codes ?? [];
  return [...own, ...tags.map((tag) => ({ target: `tag:${tag.code}`, label: tag.name, group: '标签（是/否列）' }))];
}

export function chosen(column: ImportColumn, edits: Edits): string | null {
  const edit = edits[column.column];
  return edit === undefined ? column.target : edit;
}

/** A proposal nobody has confirmed: it counts for nothing until it is. */
export function isOpen(column: ImportColumn, edits: Edits): boolean {
  return edits[column.column] === undefined && !column.settled && column.target !== null;
}

/** Targets that two columns claim; the server would refuse them. */
export function clashes(columns: readonly ImportColumn[], edits: Edits): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const column of columns) {
    const target = chosen(column, edits);
    if (target === null) continue;
    if (seen.has(target)) twice.add(target);
    seen.add(target);
  }
  return twice;
}

/** Confirms every proposal that the headings' own words support; mere guesses stay to be looked at one by one. */
export function confirmLikely(columns: readonly ImportColumn[], edits: Edits): Edits {
  const likely = columns.filter((column) => isOpen(column, edits) && column.grade !== 'guess');
  return { ...edits, ...Object.fromEntries(likely.map((column) => [column.column, column.target])) };
}

/** What to send: only what differs from the server's state, a confirmation included. */
export function patchOf(columns: readonly ImportColumn[], edits: Edits): Record<string, string | null> {
  const changed = columns.filter((column) => edits[column.column] !== undefined && (edits[column.column] !== column.target || !column.settled));
  return Object.fromEntries(changed.map((column) => [String(column.column), edits[column.column] ?? null]));
}
