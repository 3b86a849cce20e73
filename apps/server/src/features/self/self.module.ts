import { Module } from '@nestjs/common';
import { AttachmentsService } from './attachments.service.js';
import { SelfController } from './self.controller.js';
import { SelfService } from './self.service.js';
import { SignupsService } from './signups.service.js';

@Module({ controllers: [SelfController], providers: [AttachmentsService, SelfService, SignupsService] })
export class SelfModule {}
