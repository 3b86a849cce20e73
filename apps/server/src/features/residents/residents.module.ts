import { Module } from '@nestjs/common';
import { AddressBook } from './address-book.js';
import { BudgetService } from './budget.service.js';
import { CareController } from './care.controller.js';
import { CareRepository } from './care.repository.js';
import { CareService } from './care.service.js';
import { EditingService } from './editing.service.js';
import { HistoryPages } from './history.pages.js';
import { HistoryRepository } from './history.repository.js';
import { HistoryService } from './history.service.js';
import { LinkViews } from './link.views.js';
import { LinksController } from './links.controller.js';
import { LinksRepository } from './links.repository.js';
import { LinksService } from './links.service.js';
import { ResidentsController } from './residents.controller.js';
import { ResidentsRepository } from './residents.repository.js';
import { ResidentsService } from './residents.service.js';
import { RevealService } from './reveal.service.js';
import { ViewerService } from './viewer.service.js';

@Module({
  controllers: [ResidentsController, LinksController, CareController],
  providers: [AddressBook, BudgetService, CareRepository, CareService, EditingService, HistoryPages, HistoryRepository, HistoryService, LinkViews, LinksRepository, LinksService, ResidentsRepository, ResidentsService, RevealService, ViewerService],
  exports: [AddressBook, HistoryPages, HistoryRepository, ResidentsRepository, ResidentsService, ViewerService],
})
export class ResidentsModule {}
