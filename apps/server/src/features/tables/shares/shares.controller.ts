import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { type DataShare, type DataShareKey, type DataShareRead, newShareSchema } from '#contracts';
import { fail } from '#platform';
import { parse, rowId } from '../../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../../access/index.js';
import { ReadingService } from './reading.service.js';
import { sharedCsv } from './share-csv.js';
import { SharesService } from './shares.service.js';

/** What is shared with whom: for those who answer for it. */
@Access({ may: 'tables.share' })
@Controller('api/v1/data-shares')
export class SharesController {
  constructor(private readonly shares: SharesService) {}

  @Get()
  list(@Req() request: AppRequest): Promise<DataShare[]> {
    return this.shares.list(accountOf(request));
  }

  @Post()
  create(@Req() request: AppRequest, @Body() body: unknown): Promise<DataShareKey> {
    return this.shares.create(parse(newShareSchema, body), accountOf(request));
  }

  @Post(':id/key')
  @HttpCode(200)
  rekey(@Req() request: AppRequest, @Param('id') id: string): Promise<DataShareKey> {
    return this.shares.rekey(rowId(id), accountOf(request));
  }

  @Delete(':id')
  @HttpCode(204)
  revoke(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.shares.revoke(rowId(id), accountOf(request));
  }

  @Get(':id/reads')
  reads(@Req() request: AppRequest, @Param('id') id: string): Promise<DataShareRead[]> {
    return this.shares.reads(rowId(id), accountOf(request));
  }
}

/** The one route of other systems. */
@Controller('api/v1/shared-tables')
export class SharedTablesController {
  constructor(private readonly reading: ReadingService) {}

  @Access('share')
  @Get(':id')
  async read(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown, @Res() response: Response): Promise<void> {
    if (request.principal?.kind !== 'share') throw fail('SHARE_KEY_INVALID');
    const { asked, table } = await this.reading.read(id, query, request.principal);
    response.setHeader('X-Watermark', encodeURIComponent(table.watermark));
    response.setHeader('X-Content-Hash', table.hash);
    if (asked.format === 'json') return void response.json(table);
    response.setHeader('Content-Type', 'text/csv; charset=utf-8');
    response.setHeader('Content-Disposition', `attachment; filename="shared.csv"; filename*=UTF-8''${encodeURIComponent(`${table.name}.csv`)}`);
    response.send(await sharedCsv(table));
  }
}
