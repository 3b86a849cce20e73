import { Controller, Get, Query, Req } from '@nestjs/common';
import { CASE_CATEGORIES, type CaseCategory, CHECK_TEMPLATES, type CheckTemplate } from '#catalogue';
import { listQuerySchema, type Page } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { type LedgerItem, LedgerService, type ListName } from './ledger.service.js';

/** Lists by which senders find the public codes their events refer to. No personal column is read here. */
@Controller('api/v1')
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Access({ may: 'facts.read' })
  @Get('households')
  households(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('households', query, request);
  }

  @Access({ may: 'facts.read' })
  @Get('places')
  places(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('places', query, request);
  }

  @Access({ may: 'facts.read' })
  @Get('volunteers')
  volunteers(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('volunteers', query, request);
  }

  @Access({ may: 'facts.read' })
  @Get('volunteer-tasks')
  tasks(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('volunteer-tasks', query, request);
  }

  @Access({ may: 'facts.read' })
  @Get('devices')
  devices(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('devices', query, request);
  }

  @Access({ may: 'facts.read' })
  @Get('case-categories')
  categories(@Query() query: unknown): Page<CaseCategory> {
    return this.ledger.page(CASE_CATEGORIES, parse(listQuerySchema, query), (item) => item.name);
  }

  @Access({ may: 'facts.read' })
  @Get('check-templates')
  templates(@Query() query: unknown): Page<CheckTemplate> {
    return this.ledger.page(CHECK_TEMPLATES, parse(listQuerySchema, query), (item) => item.name);
  }

  private list(name: ListName, query: unknown, request: AppRequest): Promise<Page<LedgerItem>> {
    return this.ledger.list(name, parse(listQuerySchema, query), accountOf(request));
  }
}
