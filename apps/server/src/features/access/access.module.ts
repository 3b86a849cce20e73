import { Global, Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessBootCheck } from './access.boot.js';
import { AccessController, WallPairController } from './access.controller.js';
import { AccessGuard } from './access.guard.js';
import { AccessRepository } from './access.repository.js';
import { AccessService } from './access.service.js';
import { WallService } from './wall.service.js';

@Global()
@Module({
  imports: [DiscoveryModule],
  controllers: [AccessController, WallPairController],
  providers: [AccessRepository, AccessService, WallService, AccessBootCheck, { provide: APP_GUARD, useClass: AccessGuard }],
  exports: [AccessService, WallService],
})
export class AccessModule {}
