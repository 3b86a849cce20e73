import { Module } from '@nestjs/common';
import { ResidentsModule } from '../residents/index.js';
import { CommittingService } from './committing.service.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { PlanningService } from './planning.service.js';
import { UndoingService } from './undoing.service.js';

@Module({ imports: [ResidentsModule], controllers: [ImportsController], providers: [ImportsRepository, PlanningService, ImportsService, UndoingService, CommittingService] })
export class ImportsModule {}
