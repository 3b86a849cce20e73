import { Inject, Injectable } from '@nestjs/common';
import type { CareChange, Carer, CareWorker } from '#contracts';
import { type Clock, Database, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, AccountsService, outOfScope, type RoleHolder, scopeOf } from '../access/index.js';
import { AuditLog } from '../audit/index.js';
import { AreaIndex } from '../spine/index.js';
import { type CaredPerson, CareRepository } from './care.repository.js';

/**
 * Care lists: which people a grid worker looks after, and so sees whole at their door. A list is a right, therefore every
 * change of it is in the audit with its reason, and it counts from the next request on.
 */
@Injectable()
export class CareService {
  constructor(
    private readonly database: Database,
    private readonly repository: CareRepository,
    private readonly accounts: AccountsService,
    private readonly audit: AuditLog,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Grid workers with a grid in the caller's area. */
  async workers(account: AccountPrincipal): Promise<CareWorker[]> {
    const scope = scopeOf(account, 'care.assign');
    const found = new Map<string, CareWorker>();
    for (const holder of await this.accounts.holders('grid_worker')) {
      if (!scope.covers(holder.path)) continue;
      const known = found.get(holder.username) ?? { username: holder.username, name: holder.name, areas: [] };
      found.set(holder.username, { ...known, areas: [...known.areas, this.areaText(holder)] });
    }
    return [...found.values()];
  }

  /** Who looks after a person: all of them for who keeps the lists, oneself for a grid worker. */
  async carers(person: { id: number; area_path: string }, account: AccountPrincipal): Promise<Carer[]> {
    const keeper = scopeOf(account, 'care.assign').covers(person.area_path);
    const rows = await this.repository.carers(person.id);
    return rows.filter((row) => keeper || row.username === account.username).map((row) => ({ username: row.username, name: row.name, since: isoTime(row.since) }));
  }

  /** @returns for how many people it changed anything @throws NOT_FOUND, RECORD_LEFT, CARE_WORKER */
  async change(change: CareChange, account: AccountPrincipal): Promise<{ changed: number }> {
    const ids = [...new Set(change.residents.map(Number))].sort((a, b) => a - b);
    const grids = (await this.accounts.holders('grid_worker')).filter((holder) => holder.username === change.worker);
    return this.database.transaction(async (tx) => {
      const worker = await this.repository.account(tx, change.worker);
      const people = await this.repository.people(tx, ids);
      const scope = scopeOf(account, 'care.assign');
      for (const id of ids) {
        const person = people.find((row) => row.id === id);
        if (person === undefined) throw fail('NOT_FOUND');
        if (!scope.covers(person.area_path)) throw outOfScope();
        if (change.action === 'add') this.refuse(person, grids);
      }
      if (worker === null) throw fail('CARE_WORKER');
      const changed: number[] = [];
      for (const id of ids) if (change.action === 'add' ? await this.repository.add(tx, worker.id, id, this.clock.now()) : await this.repository.remove(tx, worker.id, id)) changed.push(id);
      for (const id of changed) await this.audit.append(tx, { actorId: account.id, actor: account.username, action: change.action === 'add' ? 'care.added' : 'care.ended', subject: `person:${id}`, detail: { worker: `account:${change.worker}`, reason: change.reason } });
      return { changed: changed.length };
    });
  }

  /** A list never reaches further than the worker's grids. */
  private refuse(person: CaredPerson, grids: readonly RoleHolder[]): void {
    if (person.residence_status !== 'LIVING') throw fail('RECORD_LEFT');
    if (!grids.some((grid) => person.area_path.startsWith(grid.path))) throw fail('CARE_WORKER');
  }

  private areaText(holder: RoleHolder): string {
    const area = holder.areaId === null ? undefined : this.areas.id(holder.areaId);
    return area === undefined ? '全街道' : this.areas.lineage(area).slice(1).map((node) => node.name).join('') || area.name;
  }
}
