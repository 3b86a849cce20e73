import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Req } from '@nestjs/common';
import { changeSavedSchema, type SavedTable, saveTableSchema } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { SavedTablesService } from './saved.service.js';

@Controller('api/v1/saved-tables')
export class SavedTablesController {
  constructor(private readonly saved: SavedTablesService) {}

  @Access({ may: 'ledger.list' })
  @Get()
  list(@Req() request: AppRequest): Promise<SavedTable[]> {
    return this.saved.list(accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Post()
  save(@Req() request: AppRequest, @Body() body: unknown): Promise<SavedTable> {
    const { name, text, definition } = parse(saveTableSchema, body);
    return this.saved.save(name, text, definition, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Get(':id/versions')
  versions(@Req() request: AppRequest, @Param('id') id: string): Promise<SavedTable[]> {
    return this.saved.versions(rowId(id), accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Put(':id')
  change(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<SavedTable> {
    const { version, name, text, definition } = parse(changeSavedSchema, body);
    return this.saved.change(rowId(id), version, name, text, definition, accountOf(request));
  }

  @Access({ may: 'ledger.list' })
  @Delete(':id')
  @HttpCode(204)
  remove(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.saved.remove(rowId(id), accountOf(request));
  }
}
