import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { exportDecisionSchema, type ExportJob, type ExportList, exportRequestSchema } from '#contracts';
import { parse, rowId } from '../../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../../access/index.js';
import { ApprovingService } from './approving.service.js';
import { ExportsService } from './exports.service.js';

const TYPES = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv', pdf: 'application/pdf' } as const;

@Controller('api/v1/tables/exports')
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly approving: ApprovingService,
  ) {}

  @Access({ may: 'ledger.list' })
  @Post()
  @HttpCode(202)
  request(@Req() request: AppRequest, @Body() body: unknown): Promise<{ exportId: string }> {
    return this.exports.request(parse(exportRequestSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get()
  list(@Req() request: AppRequest): Promise<ExportList> {
    return this.exports.list(accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id')
  get(@Req() request: AppRequest, @Param('id') id: string): Promise<ExportJob> {
    return this.exports.get(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id/file')
  async file(@Req() request: AppRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    const { stream, job } = await this.exports.download(rowId(id), accountOf(request));
    response.setHeader('Content-Type', `${TYPES[job.format]}${job.format === 'csv' ? `; charset=${job.encoding === 'utf8' ? 'utf-8' : 'gb18030'}` : ''}`);
    response.setHeader('Content-Length', String(job.bytes ?? 0));
    response.setHeader('Content-Disposition', `attachment; filename="export.${job.format}"; filename*=UTF-8''${encodeURIComponent(job.file_name ?? '')}`);
    response.setHeader('Cache-Control', 'no-store');
    stream.on('error', () => response.destroy());
    stream.pipe(response);
  }

  @Access({ may: 'tables.approve' })
  @Post(':id/approve')
  @HttpCode(200)
  approve(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ExportJob> {
    return this.approving.decide(rowId(id), parse(exportDecisionSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Req() request: AppRequest, @Param('id') id: string): Promise<ExportJob> {
    return this.exports.cancel(rowId(id), accountOf(request));
  }
}
