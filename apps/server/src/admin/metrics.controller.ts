import { Controller, Get, Header } from '@nestjs/common';
import { Access } from '../features/access/index.js';
import { HealthService } from '../features/health/index.js';
import { Applier } from '../intake/index.js';
import { ConnectedScreens, LiveHub } from '../live/index.js';

/** Prometheus text; numbers only, nothing about anybody. */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly health: HealthService,
    private readonly applier: Applier,
    private readonly hub: LiveHub,
    private readonly screens: ConnectedScreens,
  ) {}

  @Access('public')
  @Get()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  async read(): Promise<string> {
    const health = await this.health.read();
    const memory = process.memoryUsage();
    const values: [name: string, type: 'gauge' | 'counter', help: string, value: number][] = [
      ['cockpit_database_up', 'gauge', '1 when the database answers', Number(health.database.ok)],
      ['cockpit_broker_up', 'gauge', '1 when the MQTT door is open', Number(health.broker.ok)],
      ['cockpit_journal_pending', 'gauge', 'events that wait for the database', health.journal.pending],
      ['cockpit_journal_bytes', 'gauge', 'bytes kept in the journal', health.journal.bytes],
      ['cockpit_journal_max_bytes', 'gauge', 'bound of the journal', health.journal.maxBytes],
      ['cockpit_events_applied_total', 'counter', 'events applied since the start', this.applier.appliedTotal],
      ['cockpit_feed_seq', 'gauge', 'newest sequence of the feed heard by a room', this.hub.feedSeq()],
      ['cockpit_sockets', 'gauge', 'screens now connected', [...this.screens.sockets()].length],
      ['process_resident_memory_bytes', 'gauge', 'resident memory', memory.rss],
    ];
    return `${values.map(([name, type, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}`).join('\n')}\n`;
  }
}
