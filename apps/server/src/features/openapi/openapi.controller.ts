import { Controller, Get, RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { z } from 'zod';
import { alarmActionSchema, cloudEventSchema, ERRORS, EVENT_SCHEMAS, signInSchema } from '#contracts';
import { Access, type AccessRule, rolesFor } from '../access/index.js';
import { SUMMARIES } from './summaries.js';

type Json = Record<string, unknown>;

const BODIES: Record<string, z.ZodType> = { 'post /api/v1/session': signInSchema, 'post /api/v1/alarms/{id}/actions': alarmActionSchema };
const EVENT_TYPES = ['application/cloudevents+json', 'application/cloudevents-batch+json'];

/** The interface as OpenAPI 3.1, made from the routes and schemas that run: it cannot fall behind them. */
@Controller('api/v1/openapi.json')
export class OpenApiController {
  private document: Json | null = null;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
  ) {}

  @Access('public')
  @Get()
  read(): Json {
    this.document ??= this.build();
    return this.document;
  }

  private build(): Json {
    const paths: Record<string, Json> = {};
    for (const { method, path, access } of this.routes()) {
      const operation = `${method} ${path}`;
      (paths[path] ??= {})[method] = {
        summary: SUMMARIES[operation] ?? operation,
        'x-access': access,
        ...(access === 'public' ? {} : { security: [{ bearer: [] }, { cookie: [] }] }),
        parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
        ...bodyOf(operation),
        responses: { '2XX': { description: '成功' }, '4XX': { $ref: '#/components/responses/Failure' }, '5XX': { $ref: '#/components/responses/Failure' } },
      };
    }
    return {
      openapi: '3.1.0',
      info: { title: '街道数据驾驶舱', version: '1', description: '时间为 ISO 8601(Z),编号为字符串;失败一律返回 {"error":{code,message,details,requestId}}。' },
      paths,
      components: {
        securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, cookie: { type: 'apiKey', in: 'cookie', name: 'cockpit_session' } },
        responses: { Failure: { description: '失败', content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } } } },
        schemas: {
          Failure: { type: 'object', properties: { error: { type: 'object', properties: { code: { enum: Object.keys(ERRORS) }, message: { type: 'string' }, details: { type: 'object' }, requestId: { type: 'string' } }, required: ['code', 'message'] } } },
          CloudEvent: z.toJSONSchema(cloudEventSchema, { unrepresentable: 'any' }),
          ...Object.fromEntries([...EVENT_SCHEMAS].map(([type, schema]) => [type, z.toJSONSchema(schema, { unrepresentable: 'any' })])),
        },
      },
    };
  }

  private *routes(): Generator<{ method: string; path: string; access: string }> {
    for (const wrapper of this.discovery.getControllers()) {
      const { metatype } = wrapper;
      const prototype = Object.getPrototypeOf(wrapper.instance) as Record<string, unknown> | null;
      if (typeof metatype !== 'function' || prototype === null) continue;
      for (const name of this.scanner.getAllMethodNames(prototype)) {
        const handler = prototype[name] as () => void;
        const verb = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
        if (verb === undefined) continue;
        const parts = [Reflect.getMetadata('path', metatype), Reflect.getMetadata('path', handler)] as string[];
        const path = `/${parts.join('/')}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1').replace(/:(\w+)/g, '{$1}');
        const rule = this.reflector.getAllAndOverride<AccessRule>('access', [handler, metatype]);
        yield { method: (RequestMethod[verb] ?? 'GET').toLowerCase(), path, access: typeof rule === 'string' ? rule : 'may' in rule ? rolesFor(rule.may).join(',') : rule.join(',') };
      }
    }
  }
}

function bodyOf(operation: string): Json {
  if (operation === 'post /api/v1/events') {
    const event = { $ref: '#/components/schemas/CloudEvent' };
    const content = Object.fromEntries(EVENT_TYPES.map((type) => [type, { schema: type.includes('batch') ? { type: 'array', items: event, maxItems: 1000 } : event }]));
    return { requestBody: { required: true, content } };
  }
  const schema = BODIES[operation];
  return schema === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: z.toJSONSchema(schema) } } } };
}
