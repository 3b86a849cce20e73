import { Controller, Get, Req } from '@nestjs/common';
import type { HomeReply } from '#contracts';
import { fail } from '#platform';
import { Access, type AppRequest } from '../access/index.js';
import { HomeService } from './home.service.js';

@Controller('api/v1/home')
export class HomeController {
  constructor(private readonly home: HomeService) {}

  @Access('signedIn')
  @Get()
  read(@Req() request: AppRequest): Promise<HomeReply> {
    if (request.principal?.kind !== 'account') throw fail('AUTH_REQUIRED');
    return this.home.read(request.principal);
  }
}
