import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { alarmActionSchema, type AlarmCard, type AlarmDetail, listQuerySchema, type Page } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { AlarmsService } from './alarms.service.js';

const querySchema = listQuerySchema.extend({ state: z.string().max(16).default('open'), since: z.string().max(40).optional() });

@Controller('api/v1/alarms')
export class AlarmsController {
  constructor(private readonly alarms: AlarmsService) {}

  @Access({ may: 'alarms.read' })
  @Get()
  list(@Query() query: unknown, @Req() request: AppRequest): Promise<Page<AlarmCard>> {
    return this.alarms.list(parse(querySchema, query), accountOf(request));
  }

  @Access({ may: 'alarms.read' })
  @Get(':id')
  get(@Param('id') id: string, @Req() request: AppRequest): Promise<AlarmDetail> {
    return this.alarms.get(rowId(id), accountOf(request));
  }

  @Access(['operator', 'shift_lead', 'supervisor'])
  @Post(':id/actions')
  @HttpCode(200)
  act(@Param('id') id: string, @Body() body: unknown, @Req() request: AppRequest): Promise<{ alarm: AlarmDetail }> {
    return this.alarms.act(rowId(id), parse(alarmActionSchema, body), accountOf(request)).then((alarm) => ({ alarm }));
  }
}
