import { Api } from './api.js';
import { type SendCounts, SourceSender } from './sender.js';
import { type SimEvent, type SourceId, SOURCES } from './sim-event.js';

export interface SendAllOptions {
  batch?: number;
  /** Account that asks what became of a report where the source's key may not; `admin` by default. */
  username?: string;
  password?: string;
}

/** Sends events of any sources in time order, each source in its own batches; for tests and for filling a day. */
export async function sendAll(url: string, keys: string | Partial<Record<SourceId, string>>, events: readonly SimEvent[], options: SendAllOptions = {}): Promise<SendCounts> {
  const api = new Api(url.replace(/\/+$/, ''), options.username ?? 'admin', options.password ?? '');
  const total: SendCounts = { accepted: 0, rejected: 0, dropped: 0 };
  const sorted = [...events].sort((a, b) => a.at - b.at);
  for (const source of SOURCES) {
    const sender = new SourceSender(api, typeof keys === 'string' ? keys : (keys[source] ?? ''), undefined, options.batch ?? 200);
    // Copies: sending fills in case codes, and the caller may send the same plan again.
    for (const event of sorted) if (event.source === source) sender.add({ ...event, data: { ...event.data } });
    await sender.flush(() => false, true);
    total.accepted += sender.counts.accepted;
    total.rejected += sender.counts.rejected;
    total.dropped += sender.counts.dropped;
  }
  return total;
}
