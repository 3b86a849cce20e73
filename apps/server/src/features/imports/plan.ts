import { type FieldDefinition, fieldOf, type FieldValue, TAGS } from '#catalogue';
import type { ImportRowState } from '#contracts';
import type { CheckedRow } from './checking/index.js';
import type { FieldOutcome, MatchReason } from './matching.rules.js';
import type { SheetCell } from '../../spreadsheets/reading/index.js';

export interface PlannedField {
  target: string;
  shown: string;
  outcome: FieldOutcome;
  value: FieldValue;
  /** The ledger's value when the plan was made. */
  current: FieldValue;
  message: string | null;
}

/** What one row of a sheet would do; kept sealed with the row. */
export interface RowPlan {
  cells: readonly SheetCell[];
  checked: CheckedRow;
  state: ImportRowState;
  personId: number | null;
  houseId: number | null;
  householdId: number | null;
  match: { score: number; reasons: readonly MatchReason[] } | null;
  questions: string[];
  fields: PlannedField[];
}

/** Targets that say where somebody lives; they choose the home instead of being written to a field. */
export const PLACE_TARGETS: ReadonlySet<string> = new Set(['person.live_address', 'house.address', 'estate.name', 'building.no', 'house.unit', 'house.room', 'house.floor', 'person.grid', 'person.community', 'household.no', 'household.head', 'household.size', 'person.age']);

export function targetLabel(target: string): string {
  return target.startsWith('tag:') ? (TAGS.find((tag) => `tag:${tag.code}` === target)?.name ?? target) : (fieldOf(target)?.label ?? target);
}

export function fieldOfTarget(target: string): FieldDefinition | undefined {
  return target.startsWith('tag:') ? undefined : fieldOf(target);
}

export function textIn(checked: CheckedRow, target: string): string | null {
  const found = checked.fields.find((item) => item.target === target);
  return found?.result.ok === true && found.result.value !== null ? String(found.result.value) : null;
}

/** Row state from its parts: what keeps it out, what must be asked, what it changes. */
export function stateOf(plan: Pick<RowPlan, 'personId' | 'questions' | 'fields'>, rejected: boolean): ImportRowState {
  if (rejected) return 'reject';
  if (plan.questions.length > 0) return 'conflict';
  if (plan.personId === null) return 'create';
  if (plan.fields.some((field) => field.outcome === 'conflict')) return 'conflict';
  return plan.fields.some((field) => field.outcome === 'update' || field.outcome === 'create') ? 'update' : 'same';
}
