import type { Request } from 'express';
import type { Role } from '#contracts';

export interface AccountPrincipal {
  kind: 'account';
  id: number;
  username: string;
  name: string;
  role: Role;
  areaId: number | null;
  tokenHash: Buffer;
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

export type Principal = AccountPrincipal | WallPrincipal | SourcePrincipal;

/** A request after the guard. */
export interface AppRequest extends Request {
  principal?: Principal;
  requestId?: string;
}
