import type { Socket } from 'socket.io-client';
import { io } from 'socket.io-client';
import type { ClientToServer, ErrorBody, FeedEntry, Frame, Head, JoinAck, JoinRequest, RenderedReceipt, SeatReport, ServerToClient } from '#contracts';

/** The only file that knows socket.io-client. Everything above speaks of joins, frames, entries and heads. */
export interface LiveHandlers {
  up: () => void;
  down: () => void;
  frame: (frame: Frame) => void;
  feed: (entry: FeedEntry) => void;
  head: (head: Head) => void;
  refused: (error: ErrorBody['error']) => void;
}

export interface LiveSocket {
  join: (request: JoinRequest, done: (ack: JoinAck | null) => void) => void;
  rendered: (receipt: RenderedReceipt) => void;
  seat: (report: SeatReport) => void;
  /** Drop a connection that is up but silent; the back-off brings it again. */
  cut: () => void;
  close: () => void;
}

/** A tick with very many entries sends them as one message. */
interface FromServer extends ServerToClient {
  feeds: (entries: FeedEntry[]) => void;
}

type WireSocket = Socket<FromServer, ClientToServer>;

const JOIN_TIMEOUT_MS = 8000;

function errorOf(error: Error): ErrorBody['error'] | null {
  const data: unknown = 'data' in error ? error.data : null;
  if (typeof data !== 'object' || data === null) return null;
  // The body may come as {error:{…}} or bare; both carry code and message.
  const inner: unknown = 'error' in data ? data.error : data;
  if (typeof inner !== 'object' || inner === null || !('code' in inner) || !('message' in inner)) return null;
  return { code: String(inner.code) as ErrorBody['error']['code'], message: String(inner.message) };
}

export function openLiveSocket(namespace: string, handlers: LiveHandlers): LiveSocket {
  const socket: WireSocket = io(namespace, {
    path: '/socket.io',
    transports: ['websocket'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 15_000,
    // Full spread: after a server restart a thousand screens must not come back in step.
    randomizationFactor: 0.5,
    timeout: 8000,
    forceNew: true,
  });
  let closed = false;
  let refusals = 0;
  let retry: ReturnType<typeof setTimeout> | null = null;

  socket.on('connect', () => {
    refusals = 0;
    handlers.up();
  });
  socket.on('disconnect', (reason) => {
    handlers.down();
    // The library does not come back by itself when the server said goodbye.
    if (reason === 'io server disconnect') again();
  });
  socket.on('connect_error', (error) => {
    handlers.down();
    const body = errorOf(error);
    if (body) handlers.refused(body);
    // Refused by the namespace: the library gives up, a wall does not.
    if (!socket.active) again();
  });
  socket.on('frame', handlers.frame);
  socket.on('feed', handlers.feed);
  socket.on('feeds', (entries) => {
    for (const entry of entries) handlers.feed(entry);
  });
  socket.on('head', handlers.head);

  function again(): void {
    if (closed || retry !== null) return;
    refusals += 1;
    const wait = Math.min(15_000, 500 * 2 ** refusals) * (0.5 + Math.random());
    retry = setTimeout(() => {
      retry = null;
      if (!closed) socket.connect();
    }, wait);
  }

  return {
    join(request, done) {
      socket.timeout(JOIN_TIMEOUT_MS).emit('join', request, (error, ack) => done(error ? null : ack));
    },
    rendered(receipt) {
      if (socket.connected) socket.emit('rendered', receipt);
    },
    seat(report) {
      if (socket.connected) socket.emit('seat', report);
    },
    cut() {
      socket.io.engine.close();
    },
    close() {
      closed = true;
      if (retry !== null) clearTimeout(retry);
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
