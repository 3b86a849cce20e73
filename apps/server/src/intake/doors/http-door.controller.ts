import { Controller, Get, HttpCode, Param, Post, Req } from '@nestjs/common';
import { type EventFate, type EventsReply, LIMITS } from '#contracts';
import { fail } from '#platform';
import { Access, type AppRequest, type SourcePrincipal } from '../../features/access/index.js';
import { IntakeService } from '../intake.service.js';
import { parseJson } from '../parse-json.js';
import { binaryEvent } from './binary-mode.js';

const BATCH_TYPE = 'application/cloudevents-batch+json';
const SINGLE_TYPES = ['application/cloudevents+json'];

/** CloudEvents 1.0 over HTTP: structured, batch, binary. */
@Controller('api/v1/events')
export class HttpDoorController {
  constructor(private readonly intake: IntakeService) {}

  @Access('source')
  @Post()
  @HttpCode(202)
  post(@Req() request: AppRequest): Promise<EventsReply> {
    const source = sourceOf(request);
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
    return this.intake.receive(source, this.valuesOf(request, body), 'http', body.byteLength);
  }

  @Access('sourceOrAdmin')
  @Get(':sourceId/:eventId')
  fate(@Req() request: AppRequest, @Param('sourceId') sourceId: string, @Param('eventId') eventId: string): Promise<EventFate> {
    if (request.principal?.kind === 'source' && !request.principal.ids.includes(sourceId)) throw fail('NOT_FOUND');
    return this.intake.fate(sourceId, eventId);
  }

  private valuesOf(request: AppRequest, body: Uint8Array): unknown[] {
    const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    if (type === BATCH_TYPE) {
      const values = parseJson(body, 1);
      if (!Array.isArray(values)) throw fail('JSON_INVALID', { reason: '批量内容应为数组' });
      if (values.length === 0) throw fail('BAD_REQUEST', { reason: '批量内容为空' });
      return values;
    }
    if (body.byteLength > LIMITS.eventBytes) throw fail('EVENT_TOO_LARGE', { limit: LIMITS.eventBytes });
    if (SINGLE_TYPES.includes(type)) return [parseJson(body)];
    if (request.headers['ce-specversion'] !== undefined) return [binaryEvent(request.headers, body)];
    throw fail('UNSUPPORTED_MEDIA_TYPE', { type: type === '' ? '(未注明)' : type });
  }
}

function sourceOf(request: AppRequest): SourcePrincipal {
  if (request.principal?.kind !== 'source') throw fail('SOURCE_KEY_INVALID');
  return request.principal;
}
