import { SetMetadata } from '@nestjs/common';
import type { Role } from '#contracts';
import type { Action } from './permissions.rules.js';

export const ACCESS = 'access';

/**
 * Who may call a route or a socket event. `public` is open to everybody. `source`: a data source by its key.
 * `share`: another system by the key of a shared table. `signedIn`: every account.
 * `sourceOrAdmin`: a source by its key, or a signed-in administrator. `ownSession`: every account, even one that must change its
 * password first. `wall`: a wall token, a loopback demo, or a signed-in account. A list: accounts with one of these roles.
 * `{ may }`: accounts one of whose roles permits the action; the rows it reaches are narrowed by their scope.
 */
export type AccessRule = 'public' | 'source' | 'share' | 'sourceOrAdmin' | 'signedIn' | 'ownSession' | 'wall' | readonly Role[] | { may: Action };

/** Every handler carries one; the server refuses to boot otherwise. */
export const Access = (rule: AccessRule) => SetMetadata(ACCESS, rule);
