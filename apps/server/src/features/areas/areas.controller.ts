import { Controller, Get, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AreaNode, listQuerySchema, type Page, type PublicConfig } from '#contracts';
import { parse } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest, isLoopback } from '../access/index.js';
import { AreasService } from './areas.service.js';

const mapQuery = z.object({ area: z.string().max(32).optional() });

@Controller('api/v1')
export class AreasController {
  constructor(private readonly areas: AreasService) {}

  @Access('public')
  @Get('config')
  config(@Req() request: AppRequest): Promise<PublicConfig> {
    return this.areas.publicConfig(isLoopback(request.socket.remoteAddress, request.headers));
  }

  @Access('signedIn')
  @Get('areas')
  list(@Req() request: AppRequest, @Query() query: unknown): Page<AreaNode & { path: string }> {
    return this.areas.list(parse(listQuerySchema, query), accountOf(request));
  }

  @Access('wall')
  @Get('map')
  map(@Req() request: AppRequest, @Query() query: unknown): Promise<object> {
    return this.areas.map(request.principal, parse(mapQuery, query).area);
  }
}
