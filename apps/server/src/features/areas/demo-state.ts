import { Injectable } from '@nestjs/common';
import type { DemoNotice } from '#contracts';
import { Database } from '#platform';
import { FactBus } from '../spine/index.js';

export const DEMO_SETTING = 'demo.rows';

/** Whether demo rows exist, and how far their history has been built; every page says so. */
@Injectable()
export class DemoState {
  present = false;
  private phase: DemoNotice['phase'] = null;

  constructor(
    private readonly database: Database,
    bus: FactBus,
  ) {
    bus.on('demo.progress', (phase) => {
      this.present = true;
      this.phase = phase;
    });
  }

  async load(): Promise<void> {
    const rows = await this.database.query('SELECT name FROM setting WHERE name = ?', [DEMO_SETTING]);
    this.present = rows.length > 0;
  }

  notice(): DemoNotice | null {
    return this.present ? { text: '演示数据', phase: this.phase } : null;
  }
}
