import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { type CellSource, type ParseResult, parseRequestSchema, runTableSchema, type TableResult, tableSourceSchema } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { SavedTablesService } from './saved.service.js';
import { SourcesService } from './sources.service.js';
import { TablesService } from './tables.service.js';

@Controller('api/v1/tables')
export class TablesController {
  constructor(
    private readonly tables: TablesService,
    private readonly sources: SourcesService,
    private readonly saved: SavedTablesService,
  ) {}

  @Access({ may: 'ledger.list' })
  @Post('parse')
  @HttpCode(200)
  async understand(@Req() request: AppRequest, @Body() body: unknown): Promise<ParseResult> {
    const { text, asOf } = parse(parseRequestSchema, body);
    const parsed = await this.tables.parse(text, asOf, accountOf(request));
    return parsed.status === 'refuse' ? { ...parsed, near: await this.saved.near(text, accountOf(request)) } : parsed;
  }

  @Access({ may: 'ledger.list' })
  @Post('run')
  @HttpCode(200)
  run(@Req() request: AppRequest, @Body() body: unknown): Promise<TableResult> {
    const { definition, page, pageSize } = parse(runTableSchema, body);
    return this.tables.run(definition, page, pageSize, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Post('source')
  @HttpCode(200)
  source(@Req() request: AppRequest, @Body() body: unknown): Promise<CellSource> {
    const { definition, rowKey, field } = parse(tableSourceSchema, body);
    return this.sources.of(definition, rowKey, field, accountOf(request));
  }
}
