import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { listQuerySchema, type Page, type QuarantineItem } from '#contracts';
import { parse, rowId } from '../boot/parse.js';
import { Access } from '../features/access/index.js';
import { QuarantineService } from './quarantine.service.js';

const querySchema = listQuerySchema.extend({ state: z.enum(['open', 'replayed']).default('open') });

@Controller('api/v1/quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: QuarantineService) {}

  @Access(['admin'])
  @Get()
  list(@Query() query: unknown): Promise<Page<QuarantineItem>> {
    const parsed = parse(querySchema, query);
    return this.quarantine.list(parsed, parsed.state);
  }

  @Access(['admin'])
  @Post(':id/replay')
  @HttpCode(200)
  replay(@Param('id') id: string): Promise<{ state: 'replayed' | 'open'; reason?: string }> {
    return this.quarantine.replay(rowId(id));
  }
}
