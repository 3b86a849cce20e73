import { Inject, Injectable, type OnModuleDestroy, UseFilters } from '@nestjs/common';
import { ConnectedSocket, MessageBody, type OnGatewayInit, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Namespace } from 'socket.io';
import { type AdminHealth, type JoinAck, joinSchema, renderedSchema, seatSchema } from '#contracts';
import { type Clock, isoTime } from '#platform';
import { parse } from '../boot/parse.js';
import { CLOCK } from '../boot/tokens.js';
import { Access, AccessService, type AccessRule, WallService } from '../features/access/index.js';
import { AlarmsService } from '../features/alarms/index.js';
import { Handshake, type LiveSocket } from './handshake.js';
import { LiveHub } from './hub.service.js';
import { SocketErrorsFilter } from './socket-errors.filter.js';

const REVOKED_MS = 2000;
const BUFFER_LIMIT = 4 * 1024 * 1024;
const RENDERED_PER_SECOND = 50;

/** Sockets now connected, over both namespaces. */
@Injectable()
export class ConnectedScreens implements OnModuleDestroy {
  readonly namespaces: Namespace[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(
    private readonly walls: WallService,
    private readonly access: AccessService,
  ) {
    this.timer = setInterval(() => void this.sweep().catch(() => undefined), REVOKED_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  *sockets(): Generator<LiveSocket> {
    for (const namespace of this.namespaces) for (const socket of namespace.sockets.values()) yield socket as LiveSocket;
  }

  list(areaCode: (id: number | undefined) => string): AdminHealth['walls'] {
    return [...this.sockets()].slice(0, 500).map(({ data }) => ({
      wallId: data.principal.kind === 'wall' ? data.principal.wallId : data.principal.kind === 'account' ? data.principal.username : '',
      name: data.principal.kind === 'source' ? '' : data.principal.name,
      area: areaCode(data.areaId),
      namespace: data.namespace,
      connectedAt: data.connectedAt,
      lastRenderedSeq: data.lastRenderedSeq ?? null,
      lastRenderedAt: data.lastRenderedAt ?? null,
    }));
  }

  /** Walls whose token was revoked and accounts whose session ended go; so does a client that does not take its messages: it comes back to a fresh picture. */
  private async sweep(): Promise<void> {
    const byWall = new Map<string, LiveSocket[]>();
    const bySession = new Map<string, { hash: Buffer; sockets: LiveSocket[] }>();
    for (const socket of this.sockets()) {
      const transport = socket.conn.transport as unknown as { socket?: { bufferedAmount?: number } };
      if ((transport.socket?.bufferedAmount ?? 0) > BUFFER_LIMIT) socket.disconnect(true);
      const { principal } = socket.data;
      if (principal.kind === 'account') {
        const key = principal.tokenHash.toString('hex');
        bySession.set(key, { hash: principal.tokenHash, sockets: [...(bySession.get(key)?.sockets ?? []), socket] });
      }
      if (principal.kind === 'wall' && principal.areaId !== null) byWall.set(principal.wallId, [...(byWall.get(principal.wallId) ?? []), socket]);
    }
    for (const id of await this.walls.revokedAmong([...byWall.keys()])) for (const socket of byWall.get(id) ?? []) socket.disconnect(true);
    const alive = await this.access.alive([...bySession.values()].map((session) => session.hash));
    for (const [key, session] of bySession) if (!alive.has(key)) for (const socket of session.sockets) socket.disconnect(true);
  }
}

/** What both audiences share: join a room, say what was painted. */
abstract class LiveGateway implements OnGatewayInit<Namespace> {
  constructor(
    private readonly name: 'wall' | 'desk',
    private readonly hub: LiveHub,
    private readonly handshake: Handshake,
    private readonly screens: ConnectedScreens,
    private readonly alarms: AlarmsService,
    private readonly clock: Clock,
  ) {}

  afterInit(namespace: Namespace): void {
    namespace.use(this.handshake.middleware(this.name));
    this.hub.attach(namespace);
    this.screens.namespaces.push(namespace);
  }

  protected async joinRoom(socket: LiveSocket, body: unknown): Promise<JoinAck> {
    const request = parse(joinSchema, body);
    const area = this.hub.areaFor(socket.data.principal, request.area);
    for (const room of socket.rooms) if (room.startsWith('area:')) await socket.leave(room);
    await socket.join(LiveHub.roomName(area));
    socket.data.areaId = area.id;
    return this.hub.join(area, request, (event, payload) => socket.emit(event, payload));
  }

  private readonly budgets = new WeakMap<LiveSocket, { second: number; left: number }>();

  protected async noteRendered(socket: LiveSocket, body: unknown): Promise<void> {
    const receipt = parse(renderedSchema, body);
    const now = this.clock.now();
    socket.data.lastRenderedSeq = receipt.seq;
    socket.data.lastRenderedAt = isoTime(now);
    const second = Math.floor(now / 1000);
    const budget = this.budgets.get(socket);
    const left = budget?.second === second ? budget.left - 1 : RENDERED_PER_SECOND;
    this.budgets.set(socket, { second, left });
    if (left > 0) await this.alarms.renderedAt(receipt.seq, `${this.name}:${receipt.wallId}`);
  }
}

const WALL: AccessRule = 'wall';

@UseFilters(SocketErrorsFilter)
@WebSocketGateway({ namespace: '/wall' })
export class WallGateway extends LiveGateway {
  constructor(hub: LiveHub, handshake: Handshake, screens: ConnectedScreens, alarms: AlarmsService, @Inject(CLOCK) clock: Clock) {
    super('wall', hub, handshake, screens, alarms, clock);
  }

  @Access(WALL)
  @SubscribeMessage('join')
  join(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<JoinAck> {
    return this.joinRoom(socket, body);
  }

  @Access(WALL)
  @SubscribeMessage('rendered')
  rendered(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<void> {
    return this.noteRendered(socket, body);
  }
}

@UseFilters(SocketErrorsFilter)
@WebSocketGateway({ namespace: '/desk' })
export class DeskGateway extends LiveGateway {
  constructor(hub: LiveHub, handshake: Handshake, screens: ConnectedScreens, alarms: AlarmsService, @Inject(CLOCK) clock: Clock) {
    super('desk', hub, handshake, screens, alarms, clock);
  }

  @Access('signedIn')
  @SubscribeMessage('join')
  join(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<JoinAck> {
    return this.joinRoom(socket, body);
  }

  @Access('signedIn')
  @SubscribeMessage('rendered')
  rendered(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): Promise<void> {
    return this.noteRendered(socket, body);
  }

  @Access('signedIn')
  @SubscribeMessage('seat')
  seat(@ConnectedSocket() socket: LiveSocket, @MessageBody() body: unknown): { at: string } {
    const report = parse(seatSchema, body);
    socket.data.seat = report.seat;
    socket.data.seatState = report.state;
    return { at: isoTime(Date.now()) };
  }
}
