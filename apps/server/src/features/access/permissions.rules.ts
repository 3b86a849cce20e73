import type { Role } from '#contracts';

/** What a person may set out to do; which rows and fields it reaches is decided by scope and class. */
export type Action =
  | 'facts.read' // lists without personal fields: places, tasks, devices, indicators' rows
  | 'alarms.read'
  | 'ledger.list' // search and lists of people and homes
  | 'ledger.open' // one record
  | 'ledger.edit'
  | 'ledger.reveal'
  | 'ledger.import'
  | 'ledger.review'
  | 'care.assign' // whom a grid worker looks after
  | 'visit.record'
  | 'tables.approve' // another person's export, within one's own scope
  | 'tables.share' // a saved table to another system, over an area one answers for
  | 'tables.oversee' // others' shares within one's own scope: see and stop them
  | 'volunteers.names'
  | 'accounts.manage'
  | 'audit.read';

const LEDGER: readonly Action[] = ['facts.read', 'alarms.read', 'ledger.list', 'ledger.open', 'ledger.reveal'];

/** Roles and what they may do (security.md §3.2). Deny by default: what is not here is refused. */
const PERMISSIONS: Readonly<Record<Role, readonly Action[]>> = {
  leader: [...LEDGER, 'tables.approve', 'tables.share', 'tables.oversee'],
  admin: [...LEDGER, 'ledger.edit', 'ledger.import', 'ledger.review', 'care.assign', 'tables.approve', 'tables.share', 'tables.oversee', 'accounts.manage'],
  secretary: [...LEDGER, 'ledger.edit', 'ledger.import', 'ledger.review', 'care.assign', 'tables.approve', 'tables.share', 'visit.record', 'volunteers.names'],
  grid_worker: [...LEDGER, 'ledger.edit', 'ledger.import', 'ledger.review', 'visit.record'],
  operator: ['facts.read', 'alarms.read', 'ledger.open'],
  shift_lead: ['facts.read', 'alarms.read', 'ledger.open'],
  supervisor: ['facts.read', 'alarms.read', 'ledger.open'],
  volunteer: [],
  auditor: ['ledger.open', 'audit.read'],
};

export function permits(role: Role, action: Action): boolean {
  return PERMISSIONS[role].includes(action);
}

/** Roles that may do something: what a route's access rule names. */
export function rolesFor(action: Action): Role[] {
  return (Object.keys(PERMISSIONS) as Role[]).filter((role) => permits(role, action));
}

/** Nobody makes an account above their own role (security.md §5, 26). */
const RANK: Readonly<Record<Role, number>> = { volunteer: 0, grid_worker: 1, operator: 1, secretary: 2, shift_lead: 2, supervisor: 3, leader: 4, auditor: 4, admin: 4 };

export function mayGrant(granter: Role, role: Role): boolean {
  return permits(granter, 'accounts.manage') && RANK[role] <= RANK[granter];
}

/** Reveals a person may make and records a person may open in one day (issue 2, 3). */
export const REVEALS_A_DAY: Readonly<Record<Role, number>> = { grid_worker: 50, secretary: 100, leader: 20, admin: 20, operator: 0, shift_lead: 0, supervisor: 0, volunteer: 0, auditor: 0 };
export const RECORDS_A_DAY = 500;
