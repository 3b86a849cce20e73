import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Response } from 'express';
import { issueActionSchema, type IssueDifference, type IssueList, pageQuerySchema, prepareIssueSchema, type TableIssue, type TableResult } from '#contracts';
import { parse, rowId } from '../../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../../access/index.js';
import { sendFile } from '../exports/send-file.js';
import { CirculationService } from './circulation.service.js';
import { DifferenceService } from './difference.service.js';
import { IssuesService } from './issues.service.js';

@Controller('api/v1/tables/issues')
export class IssuesController {
  constructor(
    private readonly issues: IssuesService,
    private readonly circulation: CirculationService,
    private readonly differences: DifferenceService,
  ) {}

  @Access({ may: 'ledger.list' })
  @Post()
  prepare(@Req() request: AppRequest, @Body() body: unknown): Promise<TableIssue> {
    return this.issues.prepare(parse(prepareIssueSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get()
  list(@Req() request: AppRequest): Promise<IssueList> {
    return this.issues.list(accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id')
  get(@Req() request: AppRequest, @Param('id') id: string): Promise<TableIssue> {
    return this.issues.get(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id/rows')
  rows(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<TableResult> {
    const { page, pageSize } = parse(pageQuerySchema, query);
    return this.issues.rows(rowId(id), page, pageSize, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id/difference')
  difference(@Req() request: AppRequest, @Param('id') id: string): Promise<IssueDifference> {
    return this.differences.of(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id/file')
  async file(@Req() request: AppRequest, @Param('id') id: string, @Res() response: Response): Promise<void> {
    sendFile(response, await this.issues.file(rowId(id), accountOf(request)));
  }

  @Access({ may: 'ledger.list' })
  @Post(':id/actions')
  @HttpCode(200)
  act(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<TableIssue> {
    return this.circulation.act(rowId(id), parse(issueActionSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Post(':id/recheck')
  @HttpCode(202)
  recheck(@Req() request: AppRequest, @Param('id') id: string): Promise<TableIssue> {
    return this.circulation.recheck(rowId(id), accountOf(request));
  }
}
