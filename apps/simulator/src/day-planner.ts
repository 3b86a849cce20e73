import type { Random } from '#catalogue';
import type { SimRefs } from './refs.js';
import type { SourceId } from './sim-event.js';

/** What the parts of a day's plan share. */
export interface DayPlanner {
  refs: SimRefs;
  start: number;
  name: string;
  seed: number;
  factor: number;
  add(source: SourceId, subject: string, type: string, at: number, data: Record<string, unknown>, caseOf?: string): string;
  random(subject: string): Random;
}
