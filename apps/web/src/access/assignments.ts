import type { AssignmentView, Role } from '#contracts';

/** Roles that work within one area; the others may hold the whole street. */
const BOUND: Readonly<Partial<Record<Role, 'community' | 'grid'>>> = { secretary: 'community', grid_worker: 'grid' };

export interface AssignmentForm {
  role: Role | '';
  area: string;
  /** Last day, YYYY-MM-DD; empty: without end. */
  until: string;
}

export const emptyAssignment = (): AssignmentForm => ({ role: '', area: '', until: '' });

/** What is still missing, as a sentence. */
export function missingIn(form: AssignmentForm, today: string): string | null {
  if (form.role === '') return '请选择岗位';
  const bound = BOUND[form.role];
  if (bound !== undefined && form.area === '') return bound === 'community' ? '社区书记需要选择社区' : '网格员需要选择网格';
  return form.until !== '' && form.until < today ? '到期日不能早于今天' : null;
}

/** As the server takes it; the assignment holds to the end of its last day in the street. */
export function assignmentBody(form: AssignmentForm): { role: Role; area?: string; validTo?: string } {
  if (form.role === '') throw new Error('no role');
  return { role: form.role, ...(form.area === '' ? {} : { area: form.area }), ...(form.until === '' ? {} : { validTo: `${form.until}T16:00:00Z` }) };
}

export const areaText = (assignment: Pick<AssignmentView, 'area'>): string => assignment.area?.name ?? '全街道';
