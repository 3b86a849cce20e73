import { Module } from '@nestjs/common';
import { TablesModule } from '../tables/index.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatesRepository } from './templates.repository.js';
import { TemplatesService } from './templates.service.js';

@Module({ imports: [TablesModule], controllers: [TemplatesController], providers: [TemplatesRepository, TemplatesService] })
export class TemplatesModule {}
