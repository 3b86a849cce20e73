import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** The network cable between a screen and the server: can be pulled, muted and put back. */
export class Cable {
  private readonly pairs = new Set<[Socket, Socket]>();
  private state: 'whole' | 'silent' | 'cut' = 'whole';

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async to(target: string): Promise<Cable> {
    const port = Number(new URL(target).port);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const cable = new Cable(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('connection', (near) => cable.take(near, port));
    return cable;
  }

  private take(near: Socket, port: number): void {
    if (this.state === 'cut') return void near.destroy();
    const far = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', end).on('close', end);
    near.pipe(far);
    far.pipe(near);
    if (this.state === 'silent') this.hush(pair);
  }

  private hush([near, far]: [Socket, Socket]): void {
    far.unpipe(near);
    near.unpipe(far);
  }

  /** Connections stay, nothing passes any more: a dead switch, a sleeping router. */
  silence(): void {
    this.state = 'silent';
    for (const pair of this.pairs) this.hush(pair);
  }

  /** Every connection breaks and none can be made. */
  cut(): void {
    this.state = 'cut';
    for (const [near] of this.pairs) near.destroy();
  }

  mend(): void {
    this.state = 'whole';
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
