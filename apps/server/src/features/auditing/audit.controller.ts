import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { type AuditCheck, type AuditItem, auditQuerySchema, type Page } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access } from '../access/index.js';
import { AuditService } from './audit.service.js';

@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Access(['auditor'])
  @Get()
  list(@Query() query: unknown): Promise<Page<AuditItem>> {
    return this.audit.list(parse(auditQuerySchema, query));
  }

  @Access(['auditor'])
  @Get('verify')
  async lastCheck(): Promise<{ check: AuditCheck | null }> {
    return { check: await this.audit.lastCheck() };
  }

  @Access(['auditor'])
  @Post('verify')
  @HttpCode(200)
  verify(): Promise<AuditCheck> {
    return this.audit.verify();
  }
}
