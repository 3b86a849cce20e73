import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessBootCheck } from './access.boot.js';
import { AccessController, WallPairController } from './access.controller.js';
import { AccessGuard } from './access.guard.js';
import { AccessService } from './access.service.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsRepository } from './accounts.repository.js';
import { AccountsService } from './accounts.service.js';
import { SessionsRepository } from './sessions.repository.js';
import { SetupService } from './setup.service.js';
import { ShareKeysService } from './share-keys.service.js';
import { ShareLog } from './share-log.js';
import { SourcesService } from './sources.service.js';
import { WallService } from './wall.service.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [AccessController, AccountsController, WallPairController],
  providers: [AccountsRepository, SessionsRepository, AccessService, AccountsService, SourcesService, ShareKeysService, ShareLog, SetupService, WallService, AccessBootCheck, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [AccessService, AccountsService, SourcesService, ShareLog, SetupService, WallService],
})
export class AccessModule {}
