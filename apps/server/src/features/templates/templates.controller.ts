import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { listQuerySchema, type Page, templateFillSchema, templatePatchSchema, type TemplateView } from '#contracts';
import { type Config } from '#platform';
import { parse, rowId } from '../../boot/parse.js';
import { receiveFile, uploadReceiver, type UploadReceiver } from '../../boot/upload.js';
import { CONFIG } from '../../boot/tokens.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { TemplatesService } from './templates.service.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

@Controller('api/v1/templates')
export class TemplatesController {
  private readonly receiver: UploadReceiver;

  constructor(
    private readonly templates: TemplatesService,
    @Inject(CONFIG) config: Config,
  ) {
    const folder = join(config.dataDir, 'uploads');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.receiver = uploadReceiver(folder);
  }

  @Access({ may: 'ledger.list' })
  @Post()
  async upload(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response): Promise<TemplateView> {
    const file = await receiveFile(this.receiver, request, response);
    return this.templates.upload(file.path, file.originalname, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get()
  list(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<TemplateView>> {
    return this.templates.list(parse(listQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id')
  get(@Req() request: AppRequest, @Param('id') id: string): Promise<TemplateView> {
    return this.templates.get(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Patch(':id')
  correct(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<TemplateView> {
    return this.templates.correct(rowId(id), parse(templatePatchSchema, body).columns, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Delete(':id')
  @HttpCode(204)
  remove(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.templates.remove(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Post(':id/fill')
  @HttpCode(200)
  async fill(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const { name, bytes, report } = await this.templates.fill(rowId(id), parse(templateFillSchema, body ?? {}), accountOf(request));
    response.setHeader('Content-Type', XLSX);
    response.setHeader('Content-Disposition', `attachment; filename="filled.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`);
    response.setHeader('X-Fill-Report', encodeURIComponent(JSON.stringify(report)));
    response.end(bytes);
  }
}
