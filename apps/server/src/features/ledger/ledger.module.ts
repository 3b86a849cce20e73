import { Global, Module } from '@nestjs/common';
import { DailyTagsService } from './daily-tags.service.js';
import { LedgerController } from './ledger.controller.js';
import { LedgerWriter } from './ledger-writer.service.js';
import { LedgerService } from './ledger.service.js';

@Global()
@Module({ controllers: [LedgerController], providers: [LedgerService, LedgerWriter, DailyTagsService], exports: [LedgerWriter, DailyTagsService] })
export class LedgerModule {}
