import type { Server } from 'node:http';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ConfigError } from '#platform';

const TRIES = 20;
/** Longer than clients and load balancers keep an idle connection, so that none is closed while a request is on its way. */
const KEEP_ALIVE_MS = 65_000;

function errorCode(error: unknown): string | undefined {
  return (error as { code?: string } | null)?.code;
}

/**
 * Listens on the port that was set, or on the first free one from `wanted` on when none was.
 * @returns the port in use
 */
export async function listen(app: NestExpressApplication, host: string, set: number | undefined, wanted: number): Promise<number> {
  const first = set ?? wanted;
  for (let port = first; ; port++) {
    try {
      await app.listen(port, host);
      const server: Server = app.getHttpServer();
      server.keepAliveTimeout = KEEP_ALIVE_MS;
      const address = server.address();
      return typeof address === 'object' && address !== null ? address.port : port;
    } catch (error) {
      if (errorCode(error) === 'EACCES') throw new ConfigError(`没有权限使用端口 ${port},请用 PORT 换一个 1024 以上的端口`);
      if (errorCode(error) === 'EADDRNOTAVAIL') throw new ConfigError(`本机没有地址 ${host},请检查 HOST`);
      if (errorCode(error) !== 'EADDRINUSE') throw error;
      if (set !== undefined) throw new ConfigError(`端口 ${port} 已被其他程序占用,请用 PORT 换一个`);
      if (port >= first + TRIES) throw new ConfigError(`端口 ${first} 到 ${port} 都被占用,请用 PORT 指定一个空闲端口`);
    }
  }
}
