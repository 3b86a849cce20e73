import { AppError, fail } from '#platform';
import type { Area, AreaIndex } from '../spine/index.js';
import type { Principal } from './principal.js';

/** Marks an error as "there, but not yours": it looks like not found outside and is audited inside. */
export const DENIED = Symbol('outside the scope');

/** @returns the error for a row outside the caller's scope: the same body as for a row that does not exist */
export function outOfScope(): AppError {
  return fail('NOT_FOUND', {}, DENIED);
}

/** Whether any of the caller's assignments (or the wall's own area) reaches a path. Aggregates are public inside it. */
export function reaches(areas: AreaIndex, principal: Principal, path: string): boolean {
  if (principal.kind === 'account') return principal.grants.some((grant) => path.startsWith(grant.path));
  if (principal.kind === 'source' || principal.kind === 'share') return false;
  const own = principal.areaId === null ? undefined : areas.id(principal.areaId);
  return own === undefined || path.startsWith(own.path);
}

/**
 * The area a caller asks for, or without a code the one that is theirs.
 * @throws ROOM_UNKNOWN for an area that does not exist or lies outside
 */
export function areaWithin(areas: AreaIndex, principal: Principal | undefined, code: string | undefined): Area {
  const ownId = principal === undefined || principal.kind === 'source' || principal.kind === 'share' ? null : principal.areaId;
  const area = code === undefined ? ((ownId === null ? undefined : areas.id(ownId)) ?? areas.streets()[0]) : areas.code(code);
  if (area === undefined) throw fail('ROOM_UNKNOWN', { area: code ?? '' });
  if (principal === undefined || !reaches(areas, principal, area.path)) throw fail('ROOM_UNKNOWN', { area: code ?? area.code }, DENIED);
  return area;
}
