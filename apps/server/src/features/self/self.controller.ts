import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import express, { type Response } from 'express';
import { selfActionSchema, selfLinkSchema, type SelfPage } from '#contracts';
import { fail } from '#platform';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { AttachmentsService } from './attachments.service.js';
import { SelfService } from './self.service.js';
import { SignupsService } from './signups.service.js';

const photo = express.raw({ type: 'image/jpeg', limit: '5mb' });

@Controller('api/v1')
export class SelfController {
  constructor(
    private readonly self: SelfService,
    private readonly attachments: AttachmentsService,
    private readonly signups: SignupsService,
  ) {}

  @Access({ may: 'ledger.edit' })
  @Post('self-links')
  link(@Req() request: AppRequest, @Body() body: unknown): Promise<{ token: string }> {
    return this.self.createLink(parse(selfLinkSchema, body), accountOf(request));
  }

  @Access('public')
  @Get('self/:token')
  page(@Param('token') token: string): Promise<SelfPage> {
    return this.self.page(token);
  }

  @Access('public')
  @Post('self/:token')
  @HttpCode(200)
  act(@Param('token') token: string, @Body() body: unknown): Promise<SelfPage> {
    return this.self.act(token, parse(selfActionSchema, body));
  }

  /** One JPEG as the body. */
  @Access('public')
  @Post('self/:token/photos')
  async photo(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response, @Param('token') token: string): Promise<{ id: string }> {
    const link = await this.self.link(token);
    await new Promise<void>((resolve, reject) => photo(request, response, (error: unknown) => (error === undefined ? resolve() : reject(fail('PHOTO_INVALID', {}, error)))));
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body)) throw fail('PHOTO_INVALID');
    return { id: await this.attachments.save(body, { id: link.area_id, path: link.area_path }) };
  }

  @Access({ may: 'ledger.list' })
  @Get('attachments/:id')
  async read(@Req() request: AppRequest, @Res() response: Response, @Param('id') id: string): Promise<void> {
    const bytes = await this.attachments.read(id, accountOf(request));
    response.setHeader('Content-Type', 'image/jpeg');
    response.end(bytes);
  }

  @Access({ may: 'volunteers.names' })
  @Get('volunteer-tasks/:code/signups.csv')
  async csv(@Req() request: AppRequest, @Res() response: Response, @Param('code') code: string): Promise<void> {
    const { name, text } = await this.signups.csv(code, accountOf(request));
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="signups.csv"; filename*=UTF-8''${encodeURIComponent(name)}`);
    response.end(text);
  }
}
