import { type DynamicModule, Module } from '@nestjs/common';
import { AdminModule } from './admin/admin.module.js';
import { PlatformModule, type Platform } from './boot/platform.module.js';
import { DemoModule } from './demo/demo.module.js';
import { AccessModule } from './features/access/index.js';
import { AlarmsModule } from './features/alarms/index.js';
import { AreasModule } from './features/areas/index.js';
import { AuditModule } from './features/audit/index.js';
import { AuditingModule } from './features/auditing/index.js';
import { HealthModule } from './features/health/index.js';
import { HomeModule } from './features/home/index.js';
import { HomesModule } from './features/homes/index.js';
import { ImportsModule } from './features/imports/index.js';
import { IndicatorsModule } from './features/indicators/index.js';
import { LedgerModule } from './features/ledger/index.js';
import { OpenApiModule } from './features/openapi/index.js';
import { ResidentsModule } from './features/residents/index.js';
import { ReviewsModule } from './features/reviews/index.js';
import { SelfModule } from './features/self/index.js';
import { SpineModule } from './features/spine/index.js';
import { TablesModule } from './features/tables/index.js';
import { TemplatesModule } from './features/templates/index.js';
import { TlsModule } from './features/tls/index.js';
import { VisitsModule } from './features/visits/index.js';
import { IntakeModule } from './intake/index.js';
import { LiveModule } from './live/index.js';
import { MinuteModule } from './minute/minute.module.js';

/** The whole product: platform, features, intake, live. */
@Module({})
export class AppModule {
  static of(platform: Platform): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.of(platform), SpineModule, AuditModule, AccessModule, AreasModule, HealthModule, IndicatorsModule, AlarmsModule, LedgerModule, ResidentsModule, HomesModule, VisitsModule, ReviewsModule, ImportsModule, SelfModule, TablesModule, TemplatesModule, TlsModule, HomeModule, AuditingModule, OpenApiModule, IntakeModule, LiveModule, AdminModule, MinuteModule, DemoModule],
    };
  }
}
