import { Module } from '@nestjs/common';
import { IndicatorsModule } from '../indicators/index.js';
import { HomeController } from './home.controller.js';
import { HomeService } from './home.service.js';

@Module({ imports: [IndicatorsModule], controllers: [HomeController], providers: [HomeService] })
export class HomeModule {}
