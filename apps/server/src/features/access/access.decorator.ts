import { SetMetadata } from '@nestjs/common';
import type { Role } from '#contracts';

export const ACCESS = 'access';

/**
 * Who may call a route or a socket event. `public`: anyone. `source`: a data source by its key. `signedIn`: any account.
 * `sourceOrAdmin`: a source by its key, or a
 * signed-in administrator. `wall`: a wall token, a loopback demo, or a signed-in account. A list: accounts with one of these roles.
 */
export type AccessRule = 'public' | 'source' | 'sourceOrAdmin' | 'signedIn' | 'wall' | readonly Role[];

/** Every handler carries one; the server refuses to boot otherwise. */
export const Access = (rule: AccessRule) => SetMetadata(ACCESS, rule);
