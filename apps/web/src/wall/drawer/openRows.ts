import { inject } from 'vue';
import type { InjectionKey } from 'vue';

export type OpenRows = (indicator: string, name: string) => void;

/** Every number on the wall opens its rows; the page provides the drawer. */
export const OPEN_ROWS: InjectionKey<OpenRows> = Symbol('open rows');

export function useOpenRows(): OpenRows {
  return inject(OPEN_ROWS, () => undefined);
}
