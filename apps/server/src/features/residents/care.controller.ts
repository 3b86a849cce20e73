import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { careChangeSchema, type CareWorker } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { CareService } from './care.service.js';

@Controller('api/v1')
export class CareController {
  constructor(private readonly care: CareService) {}

  @Access({ may: 'care.assign' })
  @Get('care-workers')
  workers(@Req() request: AppRequest): Promise<CareWorker[]> {
    return this.care.workers(accountOf(request));
  }

  @Access({ may: 'care.assign' })
  @Post('care-list')
  @HttpCode(200)
  change(@Req() request: AppRequest, @Body() body: unknown): Promise<{ changed: number }> {
    return this.care.change(parse(careChangeSchema, body), accountOf(request));
  }
}
