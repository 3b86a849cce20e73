import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AccountView, listQuerySchema, newAccountSchema, newAssignmentSchema, newSourceSchema, type Page, setupSchema } from '#contracts';
import { fail } from '#platform';
import { parse, rowId } from '../../boot/parse.js';
import { Access } from './access.decorator.js';
import { AccountsService } from './accounts.service.js';
import type { AccountPrincipal, AppRequest } from './principal.js';
import { SetupService } from './setup.service.js';
import { SourcesService } from './sources.service.js';

/** The signed-in account behind a request. @throws AUTH_REQUIRED */
export function accountOf(request: AppRequest): AccountPrincipal {
  if (request.principal?.kind !== 'account') throw fail('AUTH_REQUIRED');
  return request.principal;
}

/** Accounts, assignments and keys: the administrator's pages. */
@Controller('api/v1')
export class AccountsController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sources: SourcesService,
    private readonly setup: SetupService,
  ) {}

  @Access('public')
  @Post('setup')
  @HttpCode(204)
  firstAdmin(@Body() body: unknown): Promise<void> {
    return this.setup.create(parse(setupSchema, body));
  }

  @Access({ may: 'accounts.manage' })
  @Get('accounts')
  list(@Query() query: unknown): Promise<Page<AccountView>> {
    return this.accounts.page(parse(listQuerySchema, query));
  }

  @Access({ may: 'accounts.manage' })
  @Post('accounts')
  async create(@Req() request: AppRequest, @Body() body: unknown): Promise<{ password: string }> {
    return { password: await this.accounts.create(parse(newAccountSchema, body), accountOf(request)) };
  }

  @Access({ may: 'accounts.manage' })
  @Post('accounts/:username/password')
  @HttpCode(200)
  async reset(@Req() request: AppRequest, @Param('username') username: string): Promise<{ password: string }> {
    return { password: await this.accounts.resetPassword(username, accountOf(request), true) };
  }

  @Access({ may: 'accounts.manage' })
  @Post('accounts/:username/disable')
  @HttpCode(204)
  disable(@Req() request: AppRequest, @Param('username') username: string): Promise<void> {
    return this.accounts.setDisabled(username, true, accountOf(request));
  }

  @Access({ may: 'accounts.manage' })
  @Post('accounts/:username/enable')
  @HttpCode(204)
  enable(@Req() request: AppRequest, @Param('username') username: string): Promise<void> {
    return this.accounts.setDisabled(username, false, accountOf(request));
  }

  @Access({ may: 'accounts.manage' })
  @Post('accounts/:username/assignments')
  @HttpCode(204)
  assign(@Req() request: AppRequest, @Param('username') username: string, @Body() body: unknown): Promise<void> {
    return this.accounts.assign(username, parse(newAssignmentSchema, body), accountOf(request));
  }

  @Access({ may: 'accounts.manage' })
  @Delete('accounts/:username/assignments/:id')
  @HttpCode(204)
  endAssignment(@Req() request: AppRequest, @Param('username') username: string, @Param('id') id: string): Promise<void> {
    return this.accounts.endAssignment(username, rowId(id), accountOf(request));
  }

  @Access({ may: 'accounts.manage' })
  @Post('sources')
  async addSource(@Req() request: AppRequest, @Body() body: unknown): Promise<{ key: string }> {
    return { key: await this.sources.create(parse(newSourceSchema, body), accountOf(request)) };
  }

  @Access({ may: 'accounts.manage' })
  @Post('sources/:id/rotate')
  @HttpCode(200)
  async rotate(@Req() request: AppRequest, @Param('id') id: string): Promise<{ key: string }> {
    return { key: await this.sources.rotate(id, accountOf(request)) };
  }

  @Access({ may: 'accounts.manage' })
  @Post('sources/:id/disable')
  @HttpCode(204)
  disableSource(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.sources.setDisabled(id, true, accountOf(request));
  }

  @Access({ may: 'accounts.manage' })
  @Post('sources/:id/enable')
  @HttpCode(204)
  enableSource(@Req() request: AppRequest, @Param('id') id: string): Promise<void> {
    return this.sources.setDisabled(id, false, accountOf(request));
  }
}
