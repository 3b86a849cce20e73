import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type FieldHistory, type FieldView, historyQuerySchema, lifeEventSchema, newResidentSchema, type Page, type ResidentDetail, type ResidentItem, residentPatchSchema, residentQuerySchema, type RevealReply, revealSchema, tagChangeSchema } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { EditingService } from './editing.service.js';
import { fieldViews } from './field-views.js';
import { HistoryService } from './history.service.js';
import { ResidentsService } from './residents.service.js';
import { RevealService } from './reveal.service.js';

const detailQuery = z.strictObject({ asOf: z.string().max(40).optional() });

@Controller('api/v1')
export class ResidentsController {
  constructor(
    private readonly residents: ResidentsService,
    private readonly history: HistoryService,
    private readonly editing: EditingService,
    private readonly reveals: RevealService,
  ) {}

  @Access('signedIn')
  @Get('fields')
  fields(): FieldView[] {
    return fieldViews();
  }

  @Access({ may: 'ledger.list' })
  @Get('residents')
  list(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<ResidentItem>> {
    return this.residents.list(parse(residentQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.open' })
  @Get('residents/:id')
  get(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<ResidentDetail> {
    return this.residents.get(rowId(id), parse(detailQuery, query).asOf, accountOf(request));
  }

  @Access({ may: 'ledger.open' })
  @Get('residents/:id/history')
  changes(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<FieldHistory> {
    return this.history.list(rowId(id), parse(historyQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Post('residents')
  create(@Req() request: AppRequest, @Body() body: unknown): Promise<ResidentDetail> {
    return this.editing.create(parse(newResidentSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Patch('residents/:id')
  patch(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ResidentDetail> {
    return this.editing.patch(rowId(id), parse(residentPatchSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.reveal' })
  @Post('residents/:id/reveal')
  @HttpCode(200)
  reveal(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<RevealReply> {
    return this.reveals.reveal(rowId(id), parse(revealSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Post('resident-tags')
  @HttpCode(200)
  tag(@Req() request: AppRequest, @Body() body: unknown): Promise<{ changed: number }> {
    return this.editing.tag(parse(tagChangeSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Post('life-events')
  life(@Req() request: AppRequest, @Body() body: unknown): Promise<{ person: string }> {
    return this.editing.life(parse(lifeEventSchema, body), accountOf(request));
  }
}
