import type { TableDefinition } from '#contracts';
import { ENTITY_NAMES, explainDefinition } from '#keywords';
import { BUSINESS_OFFSET_MS } from '#platform';
import { basisOf } from '../basis.js';
import { shapeOf } from '../query/plan.js';

/** Nothing of the conditions: a file's name is seen by who may not see the file. */
export function titleOf(definition: TableDefinition): string {
  return `${ENTITY_NAMES[definition.entity].replace(/[(（].*$/u, '')}${shapeOf(definition) === 'grouped' ? '统计表' : '名单'}`;
}

/** An instant as the office reads it: `2026-11-24 13:45`. */
export function localMinute(at: Date | number): string {
  return new Date(new Date(at).getTime() + BUSINESS_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');
}

export function fileName(definition: TableDefinition, asOf: Date, extension: string): string {
  return `${titleOf(definition)}_${localMinute(asOf).replace(/[-:]/g, '').replace(' ', '_')}.${extension}`;
}

export function basisText(definition: TableDefinition, asOf: Date): string {
  return basisOf(definition, definition.asOf ?? localMinute(asOf));
}

/** The chips of the page in one line. */
export function chipsText(definition: TableDefinition): string {
  return explainDefinition(definition).map((chip) => chip.text).join('；');
}
