import { Inject, Injectable } from '@nestjs/common';
import type { SavedTable, TableDefinition } from '#contracts';
import { LEXICON_VERSION } from '#keywords';
import { type Clock, Database, fail, IdGenerator, isoTime, type Queryable, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope } from '../access/index.js';
import { SharesRepository } from './shares/shares.repository.js';
import { TablesService } from './tables.service.js';

interface SavedRow {
  id: number;
  name: string;
  version: number;
  text: string;
  definition: unknown;
  changed_at: Date;
}

const MOST = 200;
const SELECT = 'SELECT s.id, s.name, v.version, v.text, v.definition, v.at AS changed_at FROM saved_table s JOIN saved_table_version v ON v.table_id = s.id';
const saved = (row: SavedRow): SavedTable => ({ id: String(row.id), name: row.name, text: row.text, definition: (typeof row.definition === 'string' ? JSON.parse(row.definition) : row.definition) as TableDefinition, version: row.version, changedAt: isoTime(row.changed_at) });

/** A person's own tables to use again, with every version they had. */
@Injectable()
export class SavedTablesService {
  constructor(
    private readonly database: Database,
    private readonly tables: TablesService,
    private readonly shares: SharesRepository,
    private readonly ids: IdGenerator,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(account: AccountPrincipal): Promise<SavedTable[]> {
    const rows = await this.database.query<SavedRow>(`${SELECT} AND v.version = s.version WHERE s.account_id = ? ORDER BY s.changed_at DESC LIMIT ${MOST}`, [account.id]);
    return rows.map(saved);
  }

  /** @throws NAME_TAKEN, TABLE_* when the definition is none */
  async save(name: string, text: string, definition: TableDefinition, account: AccountPrincipal): Promise<SavedTable> {
    await this.tables.count(definition, account);
    const id = this.ids.next();
    await this.database.transaction(async (tx) => {
      const taken = await tx.query('SELECT 1 FROM saved_table WHERE account_id = ? AND name = ? FOR UPDATE', [account.id, name]);
      if (taken.length > 0) throw fail('NAME_TAKEN', { name });
      await tx.write('INSERT INTO saved_table (id, account_id, account_name, name, version, changed_at) VALUES (?, ?, ?, ?, 1, ?)', [id, account.id, account.name, name, sqlTime(this.clock.now())]);
      await this.version(tx, id, 1, text, definition);
    });
    return this.one(id, account);
  }

  /** The next version; the ones before stay. @throws NOT_FOUND, VERSION_CONFLICT, TABLE_* */
  async change(id: number, base: number, name: string | undefined, text: string, definition: TableDefinition, account: AccountPrincipal): Promise<SavedTable> {
    await this.one(id, account);
    await this.tables.count(definition, account);
    await this.database.transaction(async (tx) => {
      const held = await tx.query<{ version: number }>('SELECT version FROM saved_table WHERE id = ? AND account_id = ? FOR UPDATE', [id, account.id]);
      if (held[0]?.version !== base) throw fail('VERSION_CONFLICT', { by: account.name });
      await this.version(tx, id, base + 1, text, definition);
      await tx.write('UPDATE saved_table SET version = ?, name = COALESCE(?, name), changed_at = ? WHERE id = ?', [base + 1, name ?? null, sqlTime(this.clock.now()), id]);
    });
    return this.one(id, account);
  }

  /** Newest first. @throws NOT_FOUND */
  async versions(id: number, account: AccountPrincipal): Promise<SavedTable[]> {
    await this.one(id, account);
    const rows = await this.database.query<SavedRow>(`${SELECT} WHERE s.id = ? AND s.account_id = ? ORDER BY v.version DESC LIMIT ${MOST}`, [id, account.id]);
    return rows.map(saved);
  }

  /** One version of an own table. @throws NOT_FOUND */
  async pinned(id: number, version: number, account: Pick<AccountPrincipal, 'id'>, db: Queryable = this.database): Promise<SavedTable> {
    const rows = await db.query<SavedRow>(`${SELECT} AND v.version = ? WHERE s.id = ? AND s.account_id = ?`, [version, id, account.id]);
    if (rows[0] === undefined) throw outOfScope();
    return saved(rows[0]);
  }

  /** Nobody else takes the table away until the transaction ends. @throws NOT_FOUND */
  async hold(tx: Tx, id: number, account: Pick<AccountPrincipal, 'id'>): Promise<void> {
    if ((await tx.query('SELECT id FROM saved_table WHERE id = ? AND account_id = ? FOR UPDATE', [id, account.id])).length === 0) throw outOfScope();
  }

  /** @throws NOT_FOUND, TABLE_SHARED while another system reads it */
  async remove(id: number, account: AccountPrincipal): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.hold(tx, id, account);
      const system = await this.shares.reader(tx, id, this.clock.now());
      if (system !== null) throw fail('TABLE_SHARED', { system });
      await tx.write('DELETE FROM saved_table_version WHERE table_id = ?', [id]);
      await tx.write('DELETE FROM saved_table WHERE id = ? AND account_id = ?', [id, account.id]);
    });
  }

  /** Own tables whose name or words share most pairs of signs with a request. */
  async near(text: string, account: AccountPrincipal): Promise<SavedTable[]> {
    const wanted = pairs(text);
    const scored = (await this.list(account)).map((table) => ({ table, score: [...pairs(`${table.name} ${table.text}`)].filter((pair) => wanted.has(pair)).length }));
    return scored.sort((a, b) => b.score - a.score).slice(0, NEAREST).map(({ table }) => table);
  }

  /** @throws NOT_FOUND when it is not the caller's */
  async one(id: number, account: AccountPrincipal): Promise<SavedTable> {
    const rows = await this.database.query<SavedRow>(`${SELECT} AND v.version = s.version WHERE s.id = ? AND s.account_id = ?`, [id, account.id]);
    if (rows[0] === undefined) throw outOfScope();
    return saved(rows[0]);
  }

  private async version(tx: Tx, id: number, version: number, text: string, definition: TableDefinition): Promise<void> {
    await tx.write('INSERT INTO saved_table_version (table_id, version, text, definition, lexicon, at) VALUES (?, ?, ?, ?, ?, ?)', [id, version, text, JSON.stringify(definition), LEXICON_VERSION, sqlTime(this.clock.now())]);
  }
}

const NEAREST = 3;
const pairs = (text: string): Set<string> => new Set(Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2)));
