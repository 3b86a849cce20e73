import { Global, Module } from '@nestjs/common';
import { LedgerController } from './ledger.controller.js';
import { LedgerWriter } from './ledger-writer.service.js';
import { LedgerService } from './ledger.service.js';

@Global()
@Module({ controllers: [LedgerController], providers: [LedgerService, LedgerWriter], exports: [LedgerWriter] })
export class LedgerModule {}
