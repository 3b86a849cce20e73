import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Database, sqlTime } from '#platform';
import { freePort } from '#platform/private-database';
import { openTestDatabase, seedTinyStreet, useTestKeys } from '#testing';
import { KEY, SOURCE } from './credentials.js';

const MAIN = resolve('dist/apps/server/src/main.js');

/** The built server as its own process, which a test may kill at any moment and start again. */
export class ChildServer {
  private child: ChildProcess | null = null;

  private constructor(
    readonly url: string,
    readonly databaseUrl: string,
    readonly database: Database,
    readonly dataDir: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly closeDatabase: () => Promise<void>,
  ) {}

  static async create(options: { adminUrl?: string; seed?: boolean; settings?: Record<string, string> } = {}): Promise<ChildServer> {
    const { database, url, close } = await openTestDatabase(options.adminUrl);
    const hash = createHash('sha256').update(KEY).digest();
    if (options.seed !== false) await seedTinyStreet(database, Date.now());
    await database.query("INSERT INTO source (id, name, kind, key_hash, options, created_at) VALUES (?, '测试', 'events', ?, '{}', ?)", [SOURCE, hash, sqlTime(Date.now())]);
    const port = await freePort();
    const mqttPort = await freePort();
    const dataDir = mkdtempSync(join(tmpdir(), 'cockpit-child-'));
    useTestKeys(dataDir);
    const { NODE_OPTIONS: _options, ...inherited } = process.env;
    const environment = { ...inherited, DATABASE_URL: url, DATA_DIR: dataDir, PORT: String(port), MQTT_PORT: String(mqttPort), LOG_LEVEL: 'error', DEMO: '0', ...options.settings };
    return new ChildServer(`http://127.0.0.1:${port}`, url, database, dataDir, environment, close);
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Starts the process; resolves when it listens. */
  async start(): Promise<void> {
    const child = fork(MAIN, [], { env: this.environment, execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.child = child;
    await new Promise<void>((listening, reject) => {
      child.once('message', () => listening());
      child.once('exit', (code, signal) => reject(new Error(`server ended (${code ?? signal})`)));
    });
  }

  /** `kill -9`: no handler runs, nothing is flushed. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
    }
    await this.closeDatabase();
    rmSync(this.dataDir, { recursive: true, force: true });
  }
}
