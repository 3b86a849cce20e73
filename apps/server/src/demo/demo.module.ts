import { Module } from '@nestjs/common';
import { AlarmsModule } from '../features/alarms/index.js';
import { IndicatorsModule } from '../features/indicators/index.js';
import { IntakeModule } from '../intake/index.js';
import { LiveModule } from '../live/index.js';
import { DemoJob } from './demo.job.js';

@Module({ imports: [AlarmsModule, IndicatorsModule, IntakeModule, LiveModule], providers: [DemoJob] })
export class DemoModule {}
