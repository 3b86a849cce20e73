import { Body, Controller, Get, Param, Put, Query, Req } from '@nestjs/common';
import { baselineSchema, type ReuseBaseline, reuseQuerySchema, type ReuseReport, runKindSchema } from '#contracts';
import { parse } from '../../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../../access/index.js';
import { ReuseService } from './reuse.service.js';

@Controller('api/v1/reuse')
export class ReuseController {
  constructor(private readonly reuse: ReuseService) {}

  @Access({ may: 'ledger.list' })
  @Get()
  report(@Req() request: AppRequest, @Query() query: unknown): Promise<ReuseReport> {
    return this.reuse.report(parse(reuseQuerySchema, query).month, accountOf(request));
  }

  @Access(['admin', 'leader'])
  @Put('baselines/:kind')
  setBaseline(@Req() request: AppRequest, @Param('kind') kind: string, @Body() body: unknown): Promise<ReuseBaseline[]> {
    return this.reuse.setBaseline(parse(runKindSchema, kind), parse(baselineSchema, body), accountOf(request));
  }
}
