import { Body, Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type DoorHousehold, type VisitDay, type VisitReply, visitSchema } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { VisitDayService } from './visit-day.service.js';
import { VisitReportService } from './visit-report.service.js';

@Controller('api/v1/visits')
export class VisitsController {
  constructor(
    private readonly days: VisitDayService,
    private readonly reports: VisitReportService,
  ) {}

  @Access({ may: 'visit.record' })
  @Get('today')
  today(@Req() request: AppRequest): Promise<VisitDay> {
    return this.days.today(accountOf(request));
  }

  @Access({ may: 'visit.record' })
  @Post('today/:household')
  @HttpCode(200)
  add(@Req() request: AppRequest, @Param('household') household: string): Promise<DoorHousehold> {
    return this.days.add(rowId(household), accountOf(request));
  }

  @Access({ may: 'visit.record' })
  @Post()
  @HttpCode(200)
  record(@Req() request: AppRequest, @Body() body: unknown): Promise<VisitReply> {
    return this.reports.record(parse(visitSchema, body), accountOf(request));
  }
}
