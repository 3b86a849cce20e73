import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { z } from 'zod';
import { passwordChangeSchema, type SessionReply, signInSchema, stepUpSchema } from '#contracts';
import { fail } from '#platform';
import { parse } from '../../boot/parse.js';
import { Access } from './access.decorator.js';
import { AccessService } from './access.service.js';
import { accountOf } from './accounts.controller.js';
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

  @Access('ownSession')
  @Delete('session')
  @HttpCode(204)
  async signOut(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.access.signOut(accountOf(request));
    response.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  @Access('signedIn')
  @Post('session/step-up')
  @HttpCode(200)
  stepUp(@Req() request: AppRequest, @Body() body: unknown): Promise<{ until: string }> {
    return this.access.stepUp(accountOf(request), parse(stepUpSchema, body).password);
  }

  @Access('ownSession')
  @Post('session/password')
  @HttpCode(204)
  changePassword(@Req() request: AppRequest, @Body() body: unknown): Promise<void> {
    const { current, next } = parse(passwordChangeSchema, body);
    return this.access.changePassword(accountOf(request), current, next);
  }

  @Access(['admin'])
  @Get('walls')
  listWalls(): Promise<WallView[]> {
    return this.walls.list();
  }

  @Access(['admin'])
  @Post('walls')
  createWall(@Req() request: AppRequest, @Body() body: unknown): Promise<{ wallId: string; token: string }> {
    return this.walls.create(parse(wallSchema, body), accountOf(request));
  }

  @Access(['admin'])
  @Delete('walls/:id')
  @HttpCode(204)
  revokeWall(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.walls.revoke(id, accountOf(request));
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
