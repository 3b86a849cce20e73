import type { SelfCheckPage } from '#contracts';

export type CheckResult = 'OK' | 'BAD' | 'NA';
export const RESULTS: readonly { code: CheckResult; text: string }[] = [{ code: 'OK', text: '合格' }, { code: 'BAD', text: '有问题' }, { code: 'NA', text: '不适用' }];

export interface Answer {
  result: CheckResult | null;
  note: string;
  /** Id of the uploaded photo. */
  photo: string | null;
}
export type Answers = Readonly<Record<string, Answer>>;

/** Begun answers by week: the camera may push the page out of the phone's memory. */
export interface Begun {
  clientId: string;
  answers: Answers;
}
const keyOf = (page: SelfCheckPage): string => `self-check ${page.weekOf} ${page.template.code} ${page.name}`;

export function readBegun(storage: Pick<Storage, 'getItem'>, page: SelfCheckPage): Begun | null {
  try {
    return JSON.parse(storage.getItem(keyOf(page)) ?? 'null') as Begun | null;
  } catch {
    return null;
  }
}
export function keepBegun(storage: Pick<Storage, 'setItem' | 'removeItem'>, page: SelfCheckPage, begun: Begun | null): void {
  if (begun === null) storage.removeItem(keyOf(page));
  else storage.setItem(keyOf(page), JSON.stringify(begun));
}

export const blank: Answer = { result: null, note: '', photo: null };

export function answered(page: SelfCheckPage, answers: Answers): number {
  return page.template.items.filter((item) => (answers[item.code] ?? blank).result !== null).length;
}

/** Items as the server takes them; unanswered ones are left out. */
export function itemsOf(page: SelfCheckPage, answers: Answers): { code: string; result: CheckResult; note?: string; photo?: string }[] {
  return page.template.items.flatMap((item) => {
    const { result, note, photo } = answers[item.code] ?? blank;
    if (result === null) return [];
    return [{ code: item.code, result, ...(note.trim() === '' ? {} : { note: note.trim() }), ...(photo === null ? {} : { photo }) }];
  });
}
