import { Global, Inject, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Config } from '#platform';
import { CONFIG } from '../boot/tokens.js';
import { AlarmEvents, AlarmsModule } from '../features/alarms/index.js';
import { CaseEvents } from '../features/cases/index.js';
import { DeviceEvents } from '../features/devices/index.js';
import { InspectionEvents } from '../features/inspections/index.js';
import { PatrolEvents } from '../features/patrols/index.js';
import { type EventRule, PAGE_DOOR } from '../features/spine/index.js';
import { VisitEvents } from '../features/visits/index.js';
import { VolunteerEvents } from '../features/volunteers/index.js';
import { Applier } from './applier.js';
import { ApplyBatch } from './apply-batch.js';
import { EmbeddedBroker } from './doors/embedded-broker.js';
import { ExternalBroker } from './doors/external-broker.js';
import { HttpDoorController } from './doors/http-door.controller.js';
import { JournalPageDoor } from './doors/page-door.js';
import { MqttReceiver } from './doors/mqtt-receiver.js';
import { EVENT_RULES } from './event-rules.js';
import { IntakeCounters } from './intake-counters.js';
import { IntakeService } from './intake.service.js';
import { QuarantineController } from './quarantine.controller.js';
import { QuarantineService } from './quarantine.service.js';

/** Patrols come before cases: a report is a patrol's when its worker has a patrol open. */
const RULES = [PatrolEvents, CaseEvents, VisitEvents, VolunteerEvents, InspectionEvents, DeviceEvents];

@Global()
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
    { provide: PAGE_DOOR, useClass: JournalPageDoor },
    MqttReceiver,
    EmbeddedBroker,
    ExternalBroker,
  ],
  exports: [PAGE_DOOR, Applier, ApplyBatch, IntakeCounters, IntakeService, QuarantineService],
})
export class IntakeModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly applier: Applier,
    private readonly embedded: EmbeddedBroker,
    private readonly external: ExternalBroker,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.applier.start();
    if (this.config.MQTT_URL === undefined) await this.embedded.start();
    else await this.external.start(this.config.MQTT_URL);
  }

  /** Doors first, so that nothing is taken that would wait for the next start. */
  async onModuleDestroy(): Promise<void> {
    await this.embedded.stop();
    await this.external.stop();
    await this.applier.stop();
  }
}
