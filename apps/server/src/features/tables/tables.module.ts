import { Module } from '@nestjs/common';
import { ResidentsModule } from '../residents/index.js';
import { GroupedTables } from './grouped-tables.js';
import { PlacesService } from './places.service.js';
import { SavedTablesController } from './saved.controller.js';
import { SavedTablesService } from './saved.service.js';
import { SourcesService } from './sources.service.js';
import { TablesController } from './tables.controller.js';
import { TablesService } from './tables.service.js';

@Module({ imports: [ResidentsModule], controllers: [TablesController, SavedTablesController], providers: [GroupedTables, PlacesService, SavedTablesService, SourcesService, TablesService], exports: [TablesService] })
export class TablesModule {}
