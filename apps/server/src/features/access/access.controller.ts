import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { type SessionReply, signInSchema } from '#contracts';
import { fail } from '#platform';
import { parse } from '../../boot/parse.js';
import { Access } from './access.decorator.js';
import { AccessService } from './access.service.js';
import type { AppRequest } from './principal.js';
import { isLoopback, SESSION_COOKIE, WALL_COOKIE } from './tokens.js';
import { WallService, type WallView } from './wall.service.js';

const demoSchema = z.strictObject({ username: z.string().min(1).max(64) });
const wallSchema = z.strictObject({ name: z.string().min(1).max(64), area: z.string().min(1).max(32), zone: z.enum(['public', 'duty']), profile: z.string().min(1).max(32) });

const WALL_COOKIE_MS = 365 * 86_400_000;

@Controller('api/v1')
export class AccessController {
  constructor(
    private readonly access: AccessService,
    private readonly walls: WallService,
  ) {}

  @Access('public')
  @Post('session')
  @HttpCode(200)
  async signIn(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown): Promise<SessionReply> {
    const { username, password } = parse(signInSchema, body);
    return remember(request, response, await this.access.signIn(username, password, isLoopback(request.socket.remoteAddress, request.headers)));
  }

  @Access('public')
  @Post('session/demo')
  @HttpCode(200)
  async signInDemo(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response, @Body() body: unknown): Promise<SessionReply> {
    const { username } = parse(demoSchema, body);
    return remember(request, response, await this.access.signInDemo(username, isLoopback(request.socket.remoteAddress, request.headers)));
  }

  @Access('signedIn')
  @Delete('session')
  @HttpCode(204)
  async signOut(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    if (request.principal?.kind !== 'account') throw fail('AUTH_REQUIRED');
    await this.access.signOut(request.principal);
    response.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  @Access(['admin'])
  @Get('walls')
  listWalls(): Promise<WallView[]> {
    return this.walls.list();
  }

  @Access(['admin'])
  @Post('walls')
  createWall(@Body() body: unknown): Promise<{ wallId: string; token: string }> {
    return this.walls.create(parse(wallSchema, body));
  }

  @Access(['admin'])
  @Delete('walls/:id')
  @HttpCode(204)
  revokeWall(@Param('id') id: string): Promise<void> {
    return this.walls.revoke(id);
  }
}

/** `/wall/pair?token=…`: opened once on the screen itself; the token stays in an http-only cookie. */
@Controller()
export class WallPairController {
  constructor(private readonly walls: WallService) {}

  @Access('public')
  @Get('wall/pair')
  async pair(@Req() request: AppRequest, @Res() response: Response, @Query('token') token: unknown): Promise<void> {
    const wall = typeof token === 'string' && token.length <= 256 ? await this.walls.findByToken(token) : null;
    if (wall === null || typeof token !== 'string') throw fail('WALL_TOKEN_REQUIRED');
    response.cookie(WALL_COOKIE, token, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/', maxAge: WALL_COOKIE_MS });
    response.redirect(`/wall/s0?area=${encodeURIComponent(this.walls.areaCode(wall))}`);
  }
}

function remember(request: AppRequest, response: Response, reply: SessionReply): SessionReply {
  response.cookie(SESSION_COOKIE, reply.token, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: '/', expires: new Date(reply.expiresAt) });
  return reply;
}
