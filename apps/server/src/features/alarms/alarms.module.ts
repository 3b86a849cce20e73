import { Module } from '@nestjs/common';
import { AlarmEvents } from './alarm-events.js';
import { AlarmRepository } from './alarm.repository.js';
import { AlarmsController } from './alarms.controller.js';
import { AlarmsService } from './alarms.service.js';

@Module({ controllers: [AlarmsController], providers: [AlarmEvents, AlarmRepository, AlarmsService], exports: [AlarmEvents, AlarmsService] })
export class AlarmsModule {}
