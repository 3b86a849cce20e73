import type { z } from 'zod';
import { ALARM_KIND_CODES } from '../alarms.js';
import { alarmSignal, DEVICE_KINDS, deviceReport } from './device.js';
import { gridCaseResult, gridPatrol, gridReport, gridVisit } from './grid.js';
import { inspectionHazard, inspectionSubmitted } from './inspection.js';
import { volunteerClaim, volunteerRegistration, volunteerService } from './volunteer.js';

export * from './common.js';
export * from './device.js';
export * from './grid.js';
export * from './inspection.js';
export * from './volunteer.js';

const fixed: Record<string, z.ZodType> = {
  'grid.patrol': gridPatrol,
  'grid.visit': gridVisit,
  'grid.report': gridReport,
  'grid.caseResult': gridCaseResult,
  'volunteer.claim': volunteerClaim,
  'volunteer.service': volunteerService,
  'volunteer.registration': volunteerRegistration,
  'inspection.submitted': inspectionSubmitted,
  'inspection.hazard': inspectionHazard,
};

/** Data schema of every event type (`design/interfaces.md`, Event types). */
export const EVENT_SCHEMAS: ReadonlyMap<string, z.ZodType> = new Map([
  ...Object.entries(fixed),
  ...ALARM_KIND_CODES.map((kind) => [`alarm.${kind}`, alarmSignal] as const),
  ...Object.keys(DEVICE_KINDS).map((kind) => [`device.${kind}`, deviceReport] as const),
]);

/** True for alarms that may cost a life: they use the journal's reserve and are shown before the database has them. */
export function isLifeAlarm(type: string): boolean {
  return LIFE_TYPES.has(type);
}
const LIFE_TYPES = new Set(['alarm.sos', 'alarm.fall', 'alarm.smoke', 'alarm.gas', 'alarm.co']);
