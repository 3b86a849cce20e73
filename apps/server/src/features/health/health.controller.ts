import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import type { HealthReply } from '#contracts';
import { Access } from '../access/index.js';
import { HealthService } from './health.service.js';

@Controller()
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Access('public')
  @Get('healthz')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 only while draining or when the journal can take nothing more. */
  @Access('public')
  @Get('readyz')
  async ready(@Res({ passthrough: true }) response: Response): Promise<HealthReply> {
    const reply = await this.health.read();
    if (reply.status === 'draining' || !reply.journal.ok) response.status(503);
    return reply;
  }
}
