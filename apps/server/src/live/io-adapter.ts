import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';

const MESSAGE_BYTES = 64 * 1024;

/**
 * WebSocket only, no compression (it halves the throughput and multiplies the memory, wall.md §6.5), small messages in.
 * A browser page of another origin is refused at the handshake.
 */
export class LiveIoAdapter extends IoAdapter {
  constructor(app: INestApplicationContext) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    return super.createIOServer(port, {
      ...options,
      path: '/socket.io',
      transports: ['websocket'],
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      maxHttpBufferSize: MESSAGE_BYTES,
      pingInterval: 10_000,
      pingTimeout: 8_000,
      allowRequest: (request, callback) => {
        const { origin, host } = request.headers;
        const own = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
        callback(own ? null : 'origin refused', own);
      },
    } as ServerOptions);
  }
}
