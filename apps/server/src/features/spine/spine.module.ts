import { Global, Module } from '@nestjs/common';
import { AreaIndex } from './area-index.js';

@Global()
@Module({ providers: [AreaIndex], exports: [AreaIndex] })
export class SpineModule {}
