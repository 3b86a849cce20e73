import data from '#data/case-categories.json' with { type: 'json' };

export interface CaseCategory {
  code: string;
  name: string;
  class: string;
}

export const CASE_CATEGORIES: readonly CaseCategory[] = data.items;
const byCode = new Map(CASE_CATEGORIES.map((item) => [item.code, item]));

export function caseCategory(code: string): CaseCategory | undefined {
  return byCode.get(code);
}

const HOUR_MS = 3_600_000;
const HOURS: Record<string, number> = { safety: 2, utility: 24 };

/** Time to handle a case of a class, in ms: safety 2 h, utilities 24 h, else 7 days (governance.md §5.2). */
export function caseLimitMs(categoryClass: string): number {
  return (HOURS[categoryClass] ?? 7 * 24) * HOUR_MS;
}

/** Needs and opinions are 民情 (indicator OPI-01). */
export function isOpinion(categoryClass: string): boolean {
  return categoryClass === 'need' || categoryClass === 'opinion';
}
