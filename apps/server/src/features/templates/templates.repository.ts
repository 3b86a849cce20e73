import { Injectable } from '@nestjs/common';
import { Database, open, seal, sqlTime, type Tx } from '#platform';
import type { TemplateReading } from './workbook/index.js';

export interface TemplateRow {
  id: number;
  account_id: number;
  account_name: string;
  file_name: string;
  fingerprint: string;
  reading: TemplateReading;
  known: number;
  created_at: Date;
}

const json = <T>(value: unknown): T => (typeof value === 'string' ? (JSON.parse(value) as T) : (value as T));
const COLUMNS = 'id, account_id, account_name, file_name, fingerprint, reading, known, created_at';

/** Forms and what their columns meant. The file is sealed; its reading is structure only. */
@Injectable()
export class TemplatesRepository {
  constructor(private readonly database: Database) {}

  async insert(tx: Tx, row: Omit<TemplateRow, 'created_at'>, bytes: Buffer, now: number): Promise<void> {
    await tx.write(`INSERT INTO table_template (${COLUMNS}, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, [row.id, row.account_id, row.account_name, row.file_name, row.fingerprint, JSON.stringify(row.reading), row.known, sqlTime(now), seal(bytes.toString('base64'))]);
  }

  async find(id: number, accountId: number): Promise<TemplateRow | null> {
    const rows = await this.database.query<TemplateRow>(`SELECT ${COLUMNS} FROM table_template WHERE id = ? AND account_id = ?`, [id, accountId]);
    return rows[0] === undefined ? null : { ...rows[0], reading: json<TemplateReading>(rows[0].reading) };
  }

  async list(accountId: number, limit: number, offset: number): Promise<{ rows: TemplateRow[]; total: number }> {
    const total = await this.database.query<{ total: number }>('SELECT COUNT(*) AS total FROM table_template WHERE account_id = ?', [accountId]);
    const rows = await this.database.query<TemplateRow>(`SELECT ${COLUMNS} FROM table_template WHERE account_id = ? ORDER BY id DESC LIMIT ? OFFSET ?`, [accountId, limit, offset]);
    return { rows: rows.map((row) => ({ ...row, reading: json<TemplateReading>(row.reading) })), total: Number(total[0]?.total ?? 0) };
  }

  async file(id: number): Promise<Buffer> {
    const rows = await this.database.query<{ file: Buffer }>('SELECT file FROM table_template WHERE id = ?', [id]);
    return Buffer.from(open(rows[0]?.file ?? Buffer.alloc(0)) ?? '', 'base64');
  }

  async setReading(tx: Tx, id: number, reading: TemplateReading): Promise<void> {
    await tx.write('UPDATE table_template SET reading = ? WHERE id = ?', [JSON.stringify(reading), id]);
  }

  /** Fields by path as somebody of this office confirmed them for this form. */
  async remembered(fingerprint: string): Promise<Record<string, string | null> | null> {
    const rows = await this.database.query<{ mapping: unknown }>('SELECT mapping FROM template_mapping WHERE fingerprint = ?', [fingerprint]);
    return rows[0] === undefined ? null : json<Record<string, string | null>>(rows[0].mapping);
  }

  async remember(tx: Tx, fingerprint: string, mapping: Readonly<Record<string, string | null>>, accountId: number, now: number): Promise<void> {
    await tx.write('INSERT INTO template_mapping (fingerprint, mapping, account_id, at) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE mapping = VALUES(mapping), account_id = VALUES(account_id), at = VALUES(at)', [fingerprint, JSON.stringify(mapping), accountId, sqlTime(now)]);
  }

  async remove(tx: Tx, id: number): Promise<void> {
    await tx.write('DELETE FROM table_template WHERE id = ?', [id]);
  }
}
