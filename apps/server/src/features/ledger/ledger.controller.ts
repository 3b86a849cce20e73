import { Controller, Get, Query } from '@nestjs/common';
import { CASE_CATEGORIES, type CaseCategory, CHECK_TEMPLATES, type CheckTemplate } from '#catalogue';
import { listQuerySchema, type Page } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access } from '../access/index.js';
import { type LedgerItem, LedgerService, type ListName } from './ledger.service.js';

/** Lists by which senders find the public codes their events refer to. No personal column is read here. */
@Controller('api/v1')
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Access('signedIn')
  @Get('households')
  households(@Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('households', query);
  }

  @Access('signedIn')
  @Get('places')
  places(@Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('places', query);
  }

  @Access('signedIn')
  @Get('volunteers')
  volunteers(@Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('volunteers', query);
  }

  @Access('signedIn')
  @Get('volunteer-tasks')
  tasks(@Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('volunteer-tasks', query);
  }

  @Access('signedIn')
  @Get('devices')
  devices(@Query() query: unknown): Promise<Page<LedgerItem>> {
    return this.list('devices', query);
  }

  @Access('signedIn')
  @Get('case-categories')
  categories(@Query() query: unknown): Page<CaseCategory> {
    return this.ledger.page(CASE_CATEGORIES, parse(listQuerySchema, query), (item) => item.name);
  }

  @Access('signedIn')
  @Get('check-templates')
  templates(@Query() query: unknown): Page<CheckTemplate> {
    return this.ledger.page(CHECK_TEMPLATES, parse(listQuerySchema, query), (item) => item.name);
  }

  private list(name: ListName, query: unknown): Promise<Page<LedgerItem>> {
    return this.ledger.list(name, parse(listQuerySchema, query));
  }
}
