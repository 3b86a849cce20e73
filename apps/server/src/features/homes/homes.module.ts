import { Module } from '@nestjs/common';
import { ResidentsModule } from '../residents/index.js';
import { HomesController } from './homes.controller.js';
import { HomesHistoryService } from './homes-history.service.js';
import { HomesRepository } from './homes.repository.js';
import { HomesService } from './homes.service.js';

@Module({ imports: [ResidentsModule], controllers: [HomesController], providers: [HomesHistoryService, HomesRepository, HomesService] })
export class HomesModule {}
