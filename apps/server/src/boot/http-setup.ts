import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import { LIMITS } from '#contracts';
import { type Config, fail } from '#platform';
import type { AppRequest } from '../features/access/index.js';

/** Only our own origin: no script, font, picture or connection from anywhere else (T20). MapLibre's worker comes as a file. */
const CSP = ["default-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "worker-src 'self' blob:", "connect-src 'self' ws: wss:", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"].join('; ');

const EVENT_PATHS = /^\/api\/v1\/(events|doors)(\/|$)/;

/** Express settings common to the program and its tests. */
export function setUpHttp(app: NestExpressApplication, config: Config): void {
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use((request: AppRequest, response: Response, next: NextFunction) => {
    request.requestId = randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    response.setHeader('Content-Security-Policy', CSP);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'same-origin');
    if (request.path.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const raw = express.raw({ type: () => true, limit: LIMITS.batchBytes });
  const json = express.json({ limit: 100 * 1024 });
  app.use((request: Request, response: Response, next: NextFunction) => (EVENT_PATHS.test(request.path) ? raw : json)(request, response, next));
  servePages(app, config);
}

/** Built pages; a GET that is neither file nor interface gets the page itself, which knows its own routes. */
function servePages(app: NestExpressApplication, config: Config): void {
  const index = join(config.webDir, 'index.html');
  app.useStaticAssets(config.webDir, { index: false, maxAge: '1h', setHeaders: (response, file) => {
    if (/\/assets\//.test(file)) (response as Response).setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  } });
  app.use((request: Request, response: Response, next: NextFunction) => {
    const ours = /^\/(api|socket\.io|healthz|readyz|metrics)(\/|$)/.test(request.path) || request.path === '/wall/pair';
    if (ours || (request.method !== 'GET' && request.method !== 'HEAD') || /\.\w{1,8}$/.test(request.path)) return next();
    if (!existsSync(index)) return next(fail('NOT_READY'));
    response.setHeader('Cache-Control', 'no-cache');
    response.sendFile(index);
  });
}
