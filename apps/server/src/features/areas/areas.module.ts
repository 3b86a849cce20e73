import { Global, Module } from '@nestjs/common';
import { AreasController } from './areas.controller.js';
import { AreasService } from './areas.service.js';
import { DemoState } from './demo-state.js';

@Global()
@Module({ controllers: [AreasController], providers: [AreasService, DemoState], exports: [AreasService, DemoState] })
export class AreasModule {}
