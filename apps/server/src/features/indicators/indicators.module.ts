import { Module } from '@nestjs/common';
import { ClockValues } from './clock-values.js';
import { CounterImage } from './counter-image.js';
import { IndicatorRowsService } from './indicator-rows.js';
import { IndicatorsController } from './indicators.controller.js';
import { IndicatorsService } from './indicators.service.js';
import { RecountService } from './recount.js';

@Module({
  controllers: [IndicatorsController],
  providers: [ClockValues, CounterImage, IndicatorRowsService, IndicatorsService, RecountService],
  exports: [ClockValues, CounterImage, IndicatorsService, RecountService],
})
export class IndicatorsModule {}
