import { Module } from '@nestjs/common';
import { ResidentsModule } from '../residents/index.js';
import { ApprovingService } from './exports/approving.service.js';
import { ExportView } from './exports/export.view.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsRepository } from './exports/exports.repository.js';
import { ExportsService } from './exports/exports.service.js';
import { RunningService } from './exports/running.service.js';
import { GroupedTables } from './grouped-tables.js';
import { PlacesService } from './places.service.js';
import { SavedTablesController } from './saved.controller.js';
import { SavedTablesService } from './saved.service.js';
import { SourcesService } from './sources.service.js';
import { TablesController } from './tables.controller.js';
import { TablesService } from './tables.service.js';

@Module({
  imports: [ResidentsModule],
  controllers: [TablesController, SavedTablesController, ExportsController],
  providers: [GroupedTables, PlacesService, SavedTablesService, SourcesService, TablesService, ApprovingService, ExportView, ExportsRepository, ExportsService, RunningService],
  exports: [TablesService],
})
export class TablesModule {}
