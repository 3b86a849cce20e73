import { io, type Socket } from 'socket.io-client';
import type { FeedEntry, Frame, Head, JoinAck, JoinRequest } from '#contracts';

/** A server that is killed never acknowledges. */
const ACK_MS = 5000;

/** A screen without a screen: joins, keeps what it is told in order, knows when it missed something. */
export class WallClient {
  readonly feed: FeedEntry[] = [];
  readonly frames: Frame[] = [];
  head: Head | null = null;
  holes = 0;
  lastSeq = 0;
  epoch = '';
  private early: FeedEntry[] | null = null;

  private constructor(readonly socket: Socket) {
    socket.on('feed', (entry: FeedEntry) => this.take(entry));
    socket.on('feeds', (entries: FeedEntry[]) => entries.forEach((entry) => this.take(entry)));
    socket.on('frame', (frame: Frame) => this.frames.push(frame));
    socket.on('head', (head: Head) => (this.head = head));
  }

  /** Resolves when connected; rejects with the server's refusal. */
  static connect(url: string, token: string | null, namespace: '/wall' | '/desk' = '/wall'): Promise<WallClient> {
    const socket = io(`${url}${namespace}`, { transports: ['websocket'], reconnection: false, auth: token === null ? {} : { token }, forceNew: true });
    const client = new WallClient(socket);
    return new Promise((resolve, reject) => {
      const refuse = (error: Error & { data?: unknown }) => {
        clearTimeout(timer);
        socket.close();
        reject(Object.assign(error, { body: error.data }));
      };
      // A server killed between the transport's handshake and the namespace's answers neither way.
      const timer = setTimeout(() => refuse(new Error('no answer to the handshake')), ACK_MS);
      socket.once('disconnect', () => refuse(new Error('closed during the handshake')));
      socket.once('connect_error', refuse);
      socket.once('connect', () => {
        clearTimeout(timer);
        socket.off('disconnect');
        socket.off('connect_error');
        resolve(client);
      });
    });
  }

  async join(area: string, request: Partial<JoinRequest> = {}): Promise<JoinAck> {
    // What is told between entering the room and the picture belongs after the picture.
    this.early = [];
    const ack = (await this.socket.timeout(ACK_MS).emitWithAck('join', { area, ...request })) as JoinAck;
    const early = this.early ?? [];
    this.early = null;
    if (ack.error !== undefined) return ack;
    this.epoch = ack.epoch;
    if (ack.snapshot !== null) this.lastSeq = ack.seq;
    for (const entry of [...ack.missed, ...early]) this.take(entry);
    return ack;
  }

  /** Latest value of an indicator over snapshot-free frames; undefined when no frame had it. */
  value(id: string): number | null | undefined {
    for (let i = this.frames.length - 1; i >= 0; i--) {
      const frame = this.frames[i];
      if (frame !== undefined && id in frame.values) return frame.values[id];
    }
    return undefined;
  }

  close(): void {
    this.socket.close();
  }

  private take(entry: FeedEntry): void {
    if (this.early !== null) {
      this.early.push(entry);
      return;
    }
    if (entry.seq <= this.lastSeq) return;
    if (this.lastSeq > 0 && entry.prev !== this.lastSeq) this.holes += 1;
    this.lastSeq = entry.seq;
    this.feed.push(entry);
  }
}
