export { Access, type AccessRule } from './access.decorator.js';
export { AccessModule } from './access.module.js';
export { AccessService } from './access.service.js';
export type { AccountPrincipal, AppRequest, Principal, SourcePrincipal, WallPrincipal } from './principal.js';
export { bearer, cookie, hashToken, isLoopback, newToken, SESSION_COOKIE, WALL_COOKIE } from './tokens.js';
export { WallService } from './wall.service.js';
