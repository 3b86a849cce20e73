import { Inject, Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import type { Role } from '#contracts';
import { type Config, fail } from '#platform';
import { errorBody, toAppError } from '../boot/http-errors.filter.js';
import { CONFIG } from '../boot/tokens.js';
import { AccessService, cookie, isLoopback, rolesOf, type Principal, SESSION_COOKIE, WALL_COOKIE, WallService } from '../features/access/index.js';

export interface SocketData {
  principal: Principal;
  areaId?: number;
  lastRenderedSeq?: number;
  lastRenderedAt?: string;
  seat?: string;
  seatState?: string;
  connectedAt: string;
  namespace: 'wall' | 'desk';
}

export type LiveSocket = Socket & { data: SocketData };

const DESK_ROLES: readonly Role[] = ['operator', 'shift_lead', 'supervisor', 'admin', 'leader'];

/** Who is at the other end of a socket: told once, at the handshake; a bad one gets the error body in `data`. */
@Injectable()
export class Handshake {
  constructor(
    private readonly access: AccessService,
    private readonly walls: WallService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  middleware(namespace: 'wall' | 'desk') {
    return (socket: Socket, next: (error?: Error & { data?: unknown }) => void): void => {
      this.identify(socket, namespace)
        .then((principal) => {
          Object.assign(socket.data as SocketData, { principal, namespace, connectedAt: new Date().toISOString() });
          next();
        })
        .catch((error: unknown) => {
          const refused = toAppError(error);
          next(Object.assign(new Error(refused.message), { data: errorBody(refused) }));
        });
    };
  }

  private async identify(socket: Socket, namespace: 'wall' | 'desk'): Promise<Principal> {
    const { headers, auth, address } = socket.handshake;
    const given = (auth as { token?: unknown }).token;
    const token = typeof given === 'string' ? given.slice(0, 256) : null;
    const session = token ?? cookie(headers, SESSION_COOKIE);
    const account = session === null ? null : await this.access.findByToken(session);
    if (namespace === 'desk') {
      if (account === null) throw fail('AUTH_REQUIRED');
      if (account.mustChange || !rolesOf(account).some((role) => DESK_ROLES.includes(role))) throw fail('FORBIDDEN');
      return account;
    }
    const wallToken = token ?? cookie(headers, WALL_COOKIE);
    const wall = wallToken === null ? null : await this.walls.findByToken(wallToken);
    if (wall !== null) return wall;
    if (account !== null) return account;
    if (token === null && this.config.DEMO && isLoopback(address, headers)) return { kind: 'wall', wallId: 'demo', name: '演示大屏', areaId: null };
    throw fail('WALL_TOKEN_REQUIRED');
  }
}
