import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { INDICATORS } from '#catalogue';
import { type IndicatorInfo, type IndicatorReading, type IndicatorRows, listQuerySchema } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest, areaWithin } from '../access/index.js';
import { AreaIndex } from '../spine/index.js';
import { COMPUTED } from './definitions.js';
import { IndicatorRowsService } from './indicator-rows.js';
import { IndicatorsService } from './indicators.service.js';

const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: 'day 应为 YYYY-MM-DD' });
const readQuery = z.object({ area: z.string().max(32).optional(), day: day.optional() });
const rowsQuery = listQuerySchema.extend({ day: day.optional() });

@Controller('api/v1/indicators')
export class IndicatorsController {
  constructor(
    private readonly indicators: IndicatorsService,
    private readonly rowsOf: IndicatorRowsService,
    private readonly areas: AreaIndex,
  ) {}

  @Access('wall')
  @Get()
  read(@Req() request: AppRequest, @Query() query: unknown): Promise<IndicatorReading> {
    const { area: code, day: wanted } = parse(readQuery, query);
    const area = areaWithin(this.areas, request.principal, code);
    return this.indicators.read(area, wanted ?? this.indicators.today());
  }

  @Access('wall')
  @Get('catalogue')
  catalogue(): IndicatorInfo[] {
    return INDICATORS.map((item) => ({ id: item.id, name: item.nameZh, unit: item.unit, group: item.group, kind: item.kind, formula: item.formula, computed: COMPUTED[item.id] !== undefined }));
  }

  @Access({ may: 'facts.read' })
  @Get(':id/rows')
  rows(@Param('id') id: string, @Query() query: unknown, @Req() request: AppRequest): Promise<IndicatorRows> {
    const parsed = parse(rowsQuery, query);
    return this.rowsOf.list(id, parsed, parsed.day ?? this.indicators.today(), areaWithin(this.areas, accountOf(request), parsed.area));
  }
}
