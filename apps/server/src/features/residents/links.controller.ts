import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { linkEndSchema, newLinkSchema, type ResidentDetail } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { LinksService } from './links.service.js';

@Controller('api/v1/residents/:id/links')
export class LinksController {
  constructor(private readonly links: LinksService) {}

  @Access({ may: 'ledger.edit' })
  @Post()
  add(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ResidentDetail> {
    return this.links.add(rowId(id), parse(newLinkSchema, body), accountOf(request));
  }

  @Access({ may: 'ledger.edit' })
  @Post(':link/end')
  @HttpCode(200)
  end(@Req() request: AppRequest, @Param('id') id: string, @Param('link') link: string, @Body() body: unknown): Promise<ResidentDetail> {
    return this.links.end(rowId(id), rowId(link), parse(linkEndSchema, body), accountOf(request));
  }
}
