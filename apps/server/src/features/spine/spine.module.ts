import { Global, Module } from '@nestjs/common';
import { AreaIndex } from './area-index.js';
import { AuditLog } from './audit-log.js';

@Global()
@Module({ providers: [AreaIndex, AuditLog], exports: [AreaIndex, AuditLog] })
export class SpineModule {}
