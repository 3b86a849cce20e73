import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { importCommitSchema, type ImportJob, importMappingSchema, type ImportRow, importRowsQuerySchema, listQuerySchema, type Page } from '#contracts';
import { type Config } from '#platform';
import { parse, rowId } from '../../boot/parse.js';
import { receiveFile, uploadReceiver, type UploadReceiver } from '../../boot/upload.js';
import { CONFIG } from '../../boot/tokens.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { CommittingService } from './committing.service.js';
import { ImportsService } from './imports.service.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

@Controller('api/v1/imports')
export class ImportsController {
  private readonly receiver: UploadReceiver;

  constructor(
    private readonly imports: ImportsService,
    private readonly committing: CommittingService,
    @Inject(CONFIG) config: Config,
  ) {
    const dest = join(config.dataDir, 'uploads');
    mkdirSync(dest, { recursive: true, mode: 0o700 });
    this.receiver = uploadReceiver(dest);
  }

  @Access({ may: 'ledger.import' })
  @Post()
  async upload(@Req() request: AppRequest, @Res({ passthrough: true }) response: Response): Promise<{ importId: string }> {
    const file = await receiveFile(this.receiver, request, response);
    return this.imports.upload(file.path, file.originalname, accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Get()
  list(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<ImportJob>> {
    return this.imports.list(parse(listQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Get(':id')
  get(@Req() request: AppRequest, @Param('id') id: string): Promise<ImportJob> {
    return this.imports.get(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Patch(':id')
  map(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ImportJob> {
    return this.imports.map(rowId(id), parse(importMappingSchema, body).mapping, accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Get(':id/rows')
  rows(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<Page<ImportRow>> {
    return this.imports.rows(rowId(id), parse(importRowsQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Get(':id/errors.xlsx')
  async errors(@Req() request: AppRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { name, bytes } = await this.imports.errors(rowId(id), accountOf(request));
    response.setHeader('Content-Type', XLSX);
    response.setHeader('Content-Disposition', `attachment; filename="errors.xlsx"; filename*=UTF-8''${encodeURIComponent(name)}`);
    response.end(bytes);
  }

  @Access({ may: 'ledger.import' })
  @Post(':id/commit')
  @HttpCode(200)
  commit(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ImportJob> {
    return this.committing.commit(rowId(id), parse(importCommitSchema, body ?? {}).skipBad, accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Post(':id/pause')
  @HttpCode(200)
  pause(@Req() request: AppRequest, @Param('id') id: string): Promise<ImportJob> {
    return this.committing.pause(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Post(':id/resume')
  @HttpCode(200)
  resume(@Req() request: AppRequest, @Param('id') id: string): Promise<ImportJob> {
    return this.committing.resume(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.import' })
  @Post(':id/undo')
  @HttpCode(200)
  undo(@Req() request: AppRequest, @Param('id') id: string): Promise<ImportJob> {
    return this.committing.undo(rowId(id), accountOf(request));
  }
}
