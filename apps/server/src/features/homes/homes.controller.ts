import { Body, Controller, Get, Param, Patch, Query, Req } from '@nestjs/common';
import { type BuildingHomes, type BuildingItem, type FieldHistory, historyQuerySchema, type HouseholdItem, householdPatchSchema, type HouseItem, listQuerySchema, type Page, type PlaceItem, placeQuerySchema, recordPatchSchema } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { HomesHistoryService } from './homes-history.service.js';
import { HomesService } from './homes.service.js';

@Controller('api/v1/homes')
export class HomesController {
  constructor(
    private readonly homes: HomesService,
    private readonly histories: HomesHistoryService,
  ) {}

  @Access({ may: 'ledger.list' })
  @Get('households')
  households(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<HouseholdItem>> {
    return this.homes.households(parse(listQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('households/:id')
  oneHousehold(@Req() request: AppRequest, @Param('id') id: string): Promise<HouseholdItem> {
    return this.homes.one(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('households/:id/history')
  householdHistory(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<FieldHistory> {
    return this.histories.list('household', rowId(id), parse(historyQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Patch('households/:id')
  patchHousehold(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<HouseholdItem> {
    return this.homes.patchHousehold(rowId(id), parse(householdPatchSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('buildings')
  buildings(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<BuildingItem>> {
    return this.homes.buildings(parse(listQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('buildings/:id')
  building(@Req() request: AppRequest, @Param('id') id: string): Promise<BuildingHomes> {
    return this.homes.homes(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('buildings/:id/history')
  buildingHistory(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<FieldHistory> {
    return this.histories.list('building', rowId(id), parse(historyQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Patch('buildings/:id')
  patchBuilding(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<BuildingHomes> {
    return this.homes.patchBuilding(rowId(id), parse(recordPatchSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('houses')
  houses(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<HouseItem>> {
    return this.homes.houses(parse(listQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('places')
  places(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<PlaceItem>> {
    return this.homes.places(parse(placeQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('places/:id')
  onePlace(@Req() request: AppRequest, @Param('id') id: string): Promise<PlaceItem> {
    return this.homes.onePlace(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get('places/:id/history')
  placeHistory(@Req() request: AppRequest, @Param('id') id: string, @Query() query: unknown): Promise<FieldHistory> {
    return this.histories.list('org', rowId(id), parse(historyQuerySchema, query), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Patch('places/:id')
  patchPlace(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<PlaceItem> {
    return this.homes.patchPlace(rowId(id), parse(recordPatchSchema, body), accountOf(request));
  }
}
