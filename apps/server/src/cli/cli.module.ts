import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule, type Platform } from '../boot/platform.module.js';
import { AccessModule } from '../features/access/index.js';
import { AreasModule } from '../features/areas/index.js';
import { AuditModule } from '../features/audit/index.js';
import { IndicatorsModule } from '../features/indicators/index.js';
import { SpineModule } from '../features/spine/index.js';

/** What the operator's commands need of the product. */
@Module({})
export class CliModule {
  static of(platform: Platform): DynamicModule {
    return { module: CliModule, imports: [PlatformModule.of(platform), SpineModule, AuditModule, AccessModule, AreasModule, IndicatorsModule] };
  }
}
