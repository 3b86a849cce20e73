import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type Config, fail } from '#platform';
import { CONFIG } from '../../boot/tokens.js';
import { ACCESS, type AccessRule } from './access.decorator.js';
import { AccessService } from './access.service.js';
import { permits } from './permissions.rules.js';
import { type AccountPrincipal, type AppRequest, type Principal, rolesOf } from './principal.js';
import { ShareKeysService } from './share-keys.service.js';
import { SourcesService } from './sources.service.js';
import { bearer, cookie, isLoopback, SESSION_COOKIE, WALL_COOKIE } from './tokens.js';
import { WallService } from './wall.service.js';

/** The door of every route: who calls, and may they? Deny by default. Rows and fields are decided by scope and class. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly access: AccessService,
    private readonly sources: SourcesService,
    private readonly walls: WallService,
    private readonly shares: ShareKeysService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const rule = this.reflector.getAllAndOverride<AccessRule | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (rule === undefined) throw fail('FORBIDDEN');
    if (context.getType() === 'ws') return allowsSocket(rule, context.switchToWs().getClient<{ data: { principal?: Principal } }>().data.principal);
    const request = context.switchToHttp().getRequest<AppRequest>();
    if (rule === 'public') return true;
    request.principal = await this.identify(request, rule);
    if (request.principal.kind === 'account') judge(request.principal, rule);
    return true;
  }

  private async identify(request: AppRequest, rule: Exclude<AccessRule, 'public'>): Promise<Principal> {
    const { headers } = request;
    const token = bearer(headers);
    if (rule === 'share') return this.shares.open(token, request.socket.remoteAddress, headers);
    if (rule === 'source' || rule === 'sourceOrAdmin') {
      const source = token === null ? null : await this.sources.findByKey(token);
      if (source !== null) return source;
      if (rule === 'source') throw fail('SOURCE_KEY_INVALID');
    }
    const sessionToken = token ?? cookie(headers, SESSION_COOKIE);
    const account = sessionToken === null ? null : await this.access.findByToken(sessionToken);
    if (account !== null) {
      if (token === null) this.refuseForeignOrigin(request);
      return account;
    }
    if (rule === 'wall') {
      const wallToken = token ?? cookie(headers, WALL_COOKIE);
      const wall = wallToken === null ? null : await this.walls.findByToken(wallToken);
      if (wall !== null) return wall;
      if (this.config.DEMO && isLoopback(request.socket.remoteAddress, headers)) return { kind: 'wall', wallId: 'demo', name: '演示大屏', areaId: null };
      throw fail('WALL_TOKEN_REQUIRED');
    }
    throw fail(sessionToken === null ? 'AUTH_REQUIRED' : 'SESSION_EXPIRED');
  }

  /** A cookie is sent by the browser on its own, so a changing request must come from our own pages. */
  private refuseForeignOrigin(request: AppRequest): void {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const { origin, host } = request.headers;
    if (origin === undefined) return;
    if (!URL.canParse(origin) || new URL(origin).host !== host) throw fail('ORIGIN_REFUSED');
  }
}

/** @throws PASSWORD_CHANGE_REQUIRED, FORBIDDEN */
function judge(account: AccountPrincipal, rule: AccessRule): void {
  if (rule === 'ownSession') return;
  if (account.mustChange) throw fail('PASSWORD_CHANGE_REQUIRED');
  const roles = rolesOf(account);
  if (rule === 'sourceOrAdmin' && !roles.includes('admin')) throw fail('FORBIDDEN');
  if (typeof rule === 'string') return;
  const allowed = 'may' in rule ? roles.some((role) => permits(role, rule.may)) : roles.some((role) => rule.includes(role));
  if (!allowed) throw fail('FORBIDDEN');
}

/** Sockets were identified at their handshake; each event is judged by its own rule all the same. */
function allowsSocket(rule: AccessRule, principal: Principal | undefined): boolean {
  if (principal === undefined || rule === 'source' || rule === 'share' || rule === 'sourceOrAdmin') throw fail('AUTH_REQUIRED');
  if (rule === 'public' || rule === 'wall') return true;
  if (principal.kind !== 'account') throw fail('FORBIDDEN');
  judge(principal, rule);
  return true;
}
