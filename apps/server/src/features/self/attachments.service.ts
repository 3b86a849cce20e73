import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, type Config, Database, fail, open, seal, sqlTime } from '#platform';
import { CLOCK, CONFIG } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, scopeOf } from '../access/index.js';
import { plainJpeg } from './jpeg.rules.js';

const ID = /^[A-Za-z0-9_-]{22}$/;

/** Photos of scenes: without metadata, sealed on disk like personal columns, opened within the scope of their area. */
@Injectable()
export class AttachmentsService {
  private readonly folder: string;

  constructor(
    private readonly database: Database,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.folder = join(config.dataDir, 'files');
  }

  /** @returns id of the photo @throws PHOTO_INVALID */
  async save(bytes: Buffer, area: { id: number; path: string }): Promise<string> {
    const plain = plainJpeg(bytes);
    if (plain === null) throw fail('PHOTO_INVALID');
    const id = randomBytes(16).toString('base64url');
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeFile(join(this.folder, id), seal(plain.toString('base64')), { mode: 0o600, flag: 'wx' });
    await this.database.transaction((tx) => tx.write("INSERT INTO attachment (id, kind, area_id, area_path, created_at, bytes) VALUES (?, 'photo', ?, ?, ?, ?)", [id, area.id, area.path, sqlTime(this.clock.now()), plain.length]));
    return id;
  }

  /** @throws NOT_FOUND */
  async read(id: string, account: AccountPrincipal): Promise<Buffer> {
    const row = ID.test(id) ? (await this.database.query<{ area_path: string }>('SELECT area_path FROM attachment WHERE id = ?', [id]))[0] : undefined;
    if (row === undefined || !existsSync(join(this.folder, id))) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'ledger.list').covers(row.area_path)) throw outOfScope();
    return Buffer.from(open(await readFile(join(this.folder, id))), 'base64');
  }
}
