import { io, type Socket } from 'socket.io-client';
import type { Frame } from '#contracts';
import { WALL_TOKEN } from './setup.js';

/** Many screens on one street; every tenth notes when its frames came. */
export class Swarm {
  readonly latencies: number[] = [];
  frames = 0;
  feeds = 0;
  private readonly sockets: Socket[] = [];

  static async connect(url: string, area: string, count: number, namespace = '/wall'): Promise<Swarm> {
    const swarm = new Swarm();
    for (let from = 0; from < count; from += 50) {
      await Promise.all(Array.from({ length: Math.min(50, count - from) }, (_, i) => swarm.add(`${url}${namespace}`, area, (from + i) % 10 === 0)));
    }
    return swarm;
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }

  private add(url: string, area: string, sampled: boolean): Promise<void> {
    const socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, auth: { token: WALL_TOKEN } });
    this.sockets.push(socket);
    socket.on('frame', (frame: Frame) => {
      this.frames += 1;
      if (sampled) this.latencies.push(Date.now() - Date.parse(frame.asOf));
    });
    socket.on('feed', () => (this.feeds += 1));
    socket.on('feeds', (entries: unknown[]) => (this.feeds += entries.length));
    return new Promise((resolve, reject) => {
      socket.once('connect_error', reject);
      socket.once('connect', () => {
        if (area === '') resolve();
        else void socket.emitWithAck('join', { area }).then(() => resolve(), reject);
      });
    });
  }
}
