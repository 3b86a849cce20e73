import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { exportDecisionSchema, type ExportJob, type ExportList, exportRequestSchema } from '#contracts';
import { parse, rowId } from '../../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../../access/index.js';
import { ApprovingService } from './approving.service.js';
import { ExportsService } from './exports.service.js';
import { sendFile } from './send-file.js';

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
    sendFile(response, await this.exports.download(rowId(id), accountOf(request)));
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
