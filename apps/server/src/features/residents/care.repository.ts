import { Injectable } from '@nestjs/common';
import { Database, sqlTime, type Tx } from '#platform';

export interface CarerRow {
  username: string;
  name: string;
  since: Date;
}

export interface CaredPerson {
  id: number;
  area_path: string;
  residence_status: string;
}

/** Whom each grid worker looks after. */
@Injectable()
export class CareRepository {
  constructor(private readonly database: Database) {}

  carers(personId: number): Promise<CarerRow[]> {
    return this.database.query<CarerRow>('SELECT a.username, a.name, c.since FROM care_list c JOIN account a ON a.id = c.account_id WHERE c.person_id = ? ORDER BY c.since LIMIT 50', [personId]);
  }

  people(tx: Tx, ids: readonly number[]): Promise<CaredPerson[]> {
    return tx.query<CaredPerson>('SELECT id, area_path, residence_status FROM person WHERE id IN (?)', [ids]);
  }

  async account(tx: Tx, username: string): Promise<{ id: number } | null> {
    return (await tx.query<{ id: number }>('SELECT id FROM account WHERE username = ?', [username]))[0] ?? null;
  }

  /** @returns false when the person is on the list already */
  async add(tx: Tx, accountId: number, personId: number, now: number): Promise<boolean> {
    return (await tx.write('INSERT IGNORE INTO care_list (account_id, person_id, since) VALUES (?, ?, ?)', [accountId, personId, sqlTime(now)])).affectedRows === 1;
  }

  /** @returns false when the person is not on the list */
  async remove(tx: Tx, accountId: number, personId: number): Promise<boolean> {
    return (await tx.write('DELETE FROM care_list WHERE account_id = ? AND person_id = ?', [accountId, personId])).affectedRows === 1;
  }
}
