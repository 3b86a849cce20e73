import { Module } from '@nestjs/common';
import { ResidentsModule } from '../residents/index.js';
import { ApprovingService } from './exports/approving.service.js';
import { ExportView } from './exports/export.view.js';
import { ExportsController } from './exports/exports.controller.js';
import { ExportsRepository } from './exports/exports.repository.js';
import { ExportsService } from './exports/exports.service.js';
import { RunningService } from './exports/running.service.js';
import { GroupedTables } from './grouped-tables.js';
import { CirculationService } from './issues/circulation.service.js';
import { DifferenceService } from './issues/difference.service.js';
import { IssueView } from './issues/issue.view.js';
import { IssuesController } from './issues/issues.controller.js';
import { IssuesRepository } from './issues/issues.repository.js';
import { IssuesService } from './issues/issues.service.js';
import { PlacesService } from './places.service.js';
import { ReuseController } from './reuse/reuse.controller.js';
import { ReuseLedger } from './reuse/reuse-ledger.js';
import { ReuseService } from './reuse/reuse.service.js';
import { SavedTablesController } from './saved.controller.js';
import { SavedTablesService } from './saved.service.js';
import { SourcesService } from './sources.service.js';
import { SharedRows } from './shares/shared-rows.service.js';
import { ReadingService } from './shares/reading.service.js';
import { SharedTablesController, SharesController } from './shares/shares.controller.js';
import { SharesRepository } from './shares/shares.repository.js';
import { SharesService } from './shares/shares.service.js';
import { TablesController } from './tables.controller.js';
import { TablesService } from './tables.service.js';

@Module({
  imports: [ResidentsModule],
  controllers: [TablesController, SavedTablesController, ExportsController, IssuesController, ReuseController, SharesController, SharedTablesController],
  providers: [GroupedTables, PlacesService, SavedTablesService, SourcesService, TablesService, ApprovingService, ExportView, ExportsRepository, ExportsService, RunningService, CirculationService, DifferenceService, IssueView, IssuesRepository, IssuesService, ReuseLedger, ReuseService, ReadingService, SharedRows, SharesRepository, SharesService],
  exports: [ReuseLedger, TablesService],
})
export class TablesModule {}
