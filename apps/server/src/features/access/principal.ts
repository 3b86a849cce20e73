import type { Request } from 'express';
import type { Role } from '#contracts';
import type { Grant } from './scope.js';
import { Scope } from './scope.js';
import type { Action } from './permissions.rules.js';

export interface AccountPrincipal {
  kind: 'account';
  id: number;
  username: string;
  name: string;
  /** Role and area of the first assignment: what home and screens begin with. Rights follow `grants`. */
  role: Role;
  areaId: number | null;
  grants: readonly Grant[];
  tokenHash: Buffer;
  /** Instant (ms) the password was last given, for reveals and approvals. */
  steppedUpAt: number;
  mustChange: boolean;
}

export interface WallPrincipal {
  kind: 'wall';
  wallId: string;
  name: string;
  areaId: number | null;
}

/** A key may open several sources (the demo's four share one); each event says which it is of. */
export interface SourcePrincipal {
  kind: 'source';
  ids: string[];
  /** Events a second by source id; 0 = the default. */
  rates: Record<string, number>;
}

/** Another system that reads one shared table. */
export interface SharePrincipal {
  kind: 'share';
  shareId: number;
  /** The other system's name. */
  name: string;
  /** Of the key it came with, to see before an answer leaves that it still is the one. */
  keyHash: Buffer;
  client: string;
}

export type Principal = AccountPrincipal | WallPrincipal | SourcePrincipal | SharePrincipal;

/** A request after the guard. */
export interface AppRequest extends Request {
  principal?: Principal;
  requestId?: string;
}

export function rolesOf(account: Pick<AccountPrincipal, 'grants'>): Role[] {
  return account.grants.map((grant) => grant.role);
}

/** Where an account may do one thing: the core of the one decision point (security.md §3.1). */
export function scopeOf(account: AccountPrincipal, action: Action): Scope {
  return Scope.of(account.grants, action);
}

/** Who did it: an account, or the operator of the machine (null). */
export type Doer = Pick<AccountPrincipal, 'id' | 'username' | 'grants'> | null;

/** How the audit names a doer. */
export function actorOf(doer: Doer): { actorId: number | null; actor: string } {
  return doer === null ? { actorId: null, actor: '本机命令' } : { actorId: doer.id, actor: doer.username };
}
