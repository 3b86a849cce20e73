import { Module } from '@nestjs/common';
import { AuditController } from './audit.controller.js';
import { AuditService } from './audit.service.js';

/** The auditor's reading of the trail; writing it is feature `audit`, which access itself depends on. */
@Module({ controllers: [AuditController], providers: [AuditService] })
export class AuditingModule {}
