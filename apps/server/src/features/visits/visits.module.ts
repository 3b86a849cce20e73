import { Module } from '@nestjs/common';
import { VisitDayService } from './visit-day.service.js';
import { VisitPlanRepository } from './visit-plan.repository.js';
import { VisitReportService } from './visit-report.service.js';
import { VisitsController } from './visits.controller.js';

@Module({ controllers: [VisitsController], providers: [VisitPlanRepository, VisitDayService, VisitReportService] })
export class VisitsModule {}
