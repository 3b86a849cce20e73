import { Module } from '@nestjs/common';
import { IndicatorsModule } from '../features/indicators/index.js';
import { IntakeModule } from '../intake/index.js';
import { LiveModule } from '../live/index.js';
import { AdminController } from './admin.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({ imports: [IntakeModule, LiveModule, IndicatorsModule], controllers: [AdminController, MetricsController] })
export class AdminModule {}
