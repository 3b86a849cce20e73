import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import { type Clock, Database, fail, isoTime, sqlTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { actorOf, type Doer, type WallPrincipal } from './principal.js';
import { hashToken, newToken } from './tokens.js';

interface WallRow {
  id: string;
  name: string;
  area_id: number;
  zone: string;
  profile: string;
  created_at: Date;
}

export interface WallView {
  wallId: string;
  name: string;
  area: string;
  zone: string;
  profile: string;
  createdAt: string;
}

/** Screens have an identity of their own: a token fixes area, zone and profile (wall.md §5.2, 9). */
@Injectable()
export class WallService {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async findByToken(token: string): Promise<WallPrincipal | null> {
    const rows = await this.database.query<WallRow>('SELECT id, name, area_id, zone, profile, created_at FROM wall WHERE token_hash = ? AND revoked_at IS NULL', [hashToken(token)]);
    const row = rows[0];
    return row === undefined ? null : { kind: 'wall', wallId: row.id, name: row.name, areaId: row.area_id };
  }

  areaCode(wall: WallPrincipal): string {
    return (wall.areaId === null ? undefined : this.areas.id(wall.areaId)?.code) ?? this.areas.streets()[0]?.code ?? '';
  }

  async list(): Promise<WallView[]> {
    const rows = await this.database.query<WallRow>('SELECT id, name, area_id, zone, profile, created_at FROM wall WHERE revoked_at IS NULL ORDER BY created_at');
    return rows.map((row) => ({ wallId: row.id, name: row.name, area: this.areas.id(row.area_id)?.code ?? '', zone: row.zone, profile: row.profile, createdAt: isoTime(row.created_at) }));
  }

  /** @throws ROOM_UNKNOWN */
  async create(input: { name: string; area: string; zone: string; profile: string }, doer: Doer): Promise<{ wallId: string; token: string }> {
    const area = this.areas.code(input.area);
    if (area === undefined) throw fail('ROOM_UNKNOWN', { area: input.area });
    const wallId = `wall-${randomBytes(4).toString('hex')}`;
    const token = newToken();
    await this.database.transaction(async (tx) => {
      await tx.write('INSERT INTO wall (id, name, area_id, zone, profile, token_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [wallId, input.name, area.id, input.zone, input.profile, hashToken(token), sqlTime(this.clock.now())]);
      await this.audit.append(tx, { ...actorOf(doer), action: 'wall.created', subject: `wall:${wallId}`, detail: { area: area.code } });
    });
    return { wallId, token };
  }

  /** @throws NOT_FOUND */
  async revoke(wallId: string, doer: Doer): Promise<void> {
    await this.database.transaction(async (tx) => {
      const done = await tx.write('UPDATE wall SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [sqlTime(this.clock.now()), wallId]);
      if (done.affectedRows === 0) throw fail('NOT_FOUND');
      await this.audit.append(tx, { ...actorOf(doer), action: 'wall.revoked', subject: `wall:${wallId}` });
    });
  }

  /** Ids of walls that may no longer show anything, asked of those now connected. */
  async revokedAmong(wallIds: readonly string[]): Promise<string[]> {
    if (wallIds.length === 0) return [];
    const rows = await this.database.query<{ id: string }>('SELECT id FROM wall WHERE id IN (?) AND revoked_at IS NOT NULL', [wallIds]);
    return rows.map((row) => row.id);
  }
}
