import type { Bench } from './setup.js';
import { KEY } from './setup.js';
import { Mix } from './mix.js';

/** Sends the usual mix at a steady rate until stopped; errors end it loudly. */
export class Background {
  private stopped = false;
  private readonly work: Promise<void>;

  constructor(bench: Bench, perSecond: number, seed: number) {
    this.work = this.run(bench, perSecond, new Mix(bench.rows, seed));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.work;
  }

  private async run(bench: Bench, perSecond: number, mix: Mix): Promise<void> {
    const size = Math.max(1, Math.round(perSecond / 20));
    const began = performance.now();
    for (let i = 0; !this.stopped; i++) {
      const wait = began + (i * size * 1000) / perSecond - performance.now();
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const source = bench.sources[i % bench.sources.length] ?? '';
      const body = JSON.stringify(mix.batch(source, size));
      for (let status = 0; status !== 202 && !this.stopped; ) status = await this.post(bench.server.url, body);
    }
  }

  /** A source sends again what a broken connection left unanswered (status 0). */
  private async post(url: string, body: string): Promise<number> {
    try {
      const response = await fetch(`${url}/api/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents-batch+json' }, body });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}
