import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AlarmEvents, AlarmsModule } from '../features/alarms/index.js';
import { CaseEvents } from '../features/cases/index.js';
import { DeviceEvents } from '../features/devices/index.js';
import { InspectionEvents } from '../features/inspections/index.js';
import { PatrolEvents } from '../features/patrols/index.js';
import type { EventRule } from '../features/spine/index.js';
import { VisitEvents } from '../features/visits/index.js';
import { VolunteerEvents } from '../features/volunteers/index.js';
import { Applier } from './applier.js';
import { ApplyBatch } from './apply-batch.js';
import { HttpDoorController } from './doors/http-door.controller.js';
import { EVENT_RULES } from './event-rules.js';
import { IntakeCounters } from './intake-counters.js';
import { IntakeService } from './intake.service.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineService } from './quarantine.service.js';

/** Patrols come before cases: a report is a patrol's when its worker has a patrol open. */
const RULES = [PatrolEvents, CaseEvents, VisitEvents, VolunteerEvents, InspectionEvents, DeviceEvents];

@Module({
  imports: [AlarmsModule],
  controllers: [HttpDoorController, QuarantineController],
  providers: [
    ...RULES,
    { provide: EVENT_RULES, useFactory: (...rules: EventRule[]) => rules, inject: [...RULES, AlarmEvents] },
    IntakeCounters,
    ApplyBatch,
    Applier,
    IntakeService,
    QuarantineService,
  ],
  exports: [Applier, ApplyBatch, IntakeCounters, IntakeService, QuarantineService],
})
export class IntakeModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly applier: Applier) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.applier.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.applier.stop();
  }
}
