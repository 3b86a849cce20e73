import { Body, Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { listQuerySchema, type Page, reviewDecisionSchema, type ReviewItem } from '#contracts';
import { parse, rowId } from '../../boot/parse.js';
import { Access, accountOf, type AppRequest } from '../access/index.js';
import { ReviewsService } from './reviews.service.js';

const querySchema = listQuerySchema.extend({ state: z.enum(['waiting', 'applied', 'rejected'], { error: 'state 可为 waiting、applied、rejected' }).default('waiting') });

@Controller('api/v1/reviews')
export class ReviewsController {
  constructor(private readonly reviews: ReviewsService) {}

  @Access({ may: 'ledger.review' })
  @Get()
  list(@Req() request: AppRequest, @Query() query: unknown): Promise<Page<ReviewItem>> {
    const parsed = parse(querySchema, query);
    return this.reviews.list(parsed, parsed.state, accountOf(request));
  }

  @Access({ may: 'ledger.review' })
  @Post(':id')
  @HttpCode(200)
  decide(@Req() request: AppRequest, @Param('id') id: string, @Body() body: unknown): Promise<ReviewItem> {
    return this.reviews.decide(rowId(id), parse(reviewDecisionSchema, body), accountOf(request));
  }
}
