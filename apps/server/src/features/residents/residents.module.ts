import { Module } from '@nestjs/common';
import { AddressBook } from './address-book.js';
import { BudgetService } from './budget.service.js';
import { EditingService } from './editing.service.js';
import { HistoryRepository } from './history.repository.js';
import { HistoryService } from './history.service.js';
import { ResidentsController } from './residents.controller.js';
import { ResidentsRepository } from './residents.repository.js';
import { ResidentsService } from './residents.service.js';
import { RevealService } from './reveal.service.js';
import { ViewerService } from './viewer.service.js';

@Module({
  controllers: [ResidentsController],
  providers: [AddressBook, BudgetService, EditingService, HistoryRepository, HistoryService, ResidentsRepository, ResidentsService, RevealService, ViewerService],
  exports: [AddressBook, HistoryRepository, ResidentsRepository, ResidentsService, ViewerService],
})
export class ResidentsModule {}
