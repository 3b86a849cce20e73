import { Module } from '@nestjs/common';
import { TlsController } from './tls.controller.js';

@Module({ controllers: [TlsController] })
export class TlsModule {}
