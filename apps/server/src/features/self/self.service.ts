import { Inject, Injectable } from '@nestjs/common';
import { CHECK_TEMPLATES, type CheckTemplate } from '#catalogue';
import type { SelfAction, SelfLinkRequest, SelfPage } from '#contracts';
import { businessDay, type Clock, Database, fail, isoTime, open, sqlTime, weekOf } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, hashToken, newToken, outOfScope, scopeOf } from '../access/index.js';
import { AreaIndex, PAGE_DOOR, type PageDoor } from '../spine/index.js';

interface LinkRow {
  kind: 'shop' | 'volunteer';
  target_id: number;
  area_id: number;
  area_path: string;
}

interface OrgRow {
  id: number;
  code: string;
  name: string;
  small_place: string | null;
  area_id: number;
}

interface TaskRow {
  id: number;
  code: string;
  title: string;
  area_id: number;
  starts_at: Date;
  ends_at: Date;
  seats: number;
  taken: number;
  mine: string | null;
}

const SHOWN_TASKS = 30;
const MINE: Readonly<Record<string, 'none' | 'claimed' | 'on_duty' | 'done'>> = { CLAIMED: 'claimed', ON_DUTY: 'on_duty', DONE: 'done' };

/** A shop's weekly self-check and a volunteer's tasks, opened by link without an account. What they tell enters as events. */
@Injectable()
export class SelfService {
  constructor(
    private readonly database: Database,
    private readonly areas: AreaIndex,
    @Inject(PAGE_DOOR) private readonly door: PageDoor,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A new link; former ones of the same shop or volunteer end. @returns the token, shown once @throws NOT_FOUND */
  async createLink(wanted: SelfLinkRequest, account: AccountPrincipal): Promise<{ token: string }> {
    const table = wanted.kind === 'shop' ? 'org' : 'volunteer';
    const row = (await this.database.query<{ id: number; area_id: number; area_path: string }>(`SELECT id, area_id, area_path FROM ${table} WHERE code = ?`, [wanted.code]))[0];
    if (row === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'ledger.edit').covers(row.area_path)) throw outOfScope();
    const token = newToken();
    const now = sqlTime(this.clock.now());
    await this.database.transaction(async (tx) => {
      await tx.write('UPDATE self_link SET revoked_at = ? WHERE kind = ? AND target_id = ? AND revoked_at IS NULL', [now, wanted.kind, row.id]);
      await tx.write('INSERT INTO self_link (token_hash, kind, target_id, area_id, area_path, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)', [hashToken(token), wanted.kind, row.id, row.area_id, row.area_path, account.id, now]);
    });
    return { token };
  }

  /** @throws LINK_INVALID */
  async link(token: string): Promise<LinkRow> {
    const row = token.length > 256 ? undefined : (await this.database.query<LinkRow>('SELECT kind, target_id, area_id, area_path FROM self_link WHERE token_hash = ? AND revoked_at IS NULL', [hashToken(token)]))[0];
    if (row === undefined) throw fail('LINK_INVALID');
    return row;
  }

  async page(token: string): Promise<SelfPage> {
    const link = await this.link(token);
    return link.kind === 'shop' ? this.shopPage(link.target_id) : this.volunteerPage(link.target_id);
  }

  /** @throws LINK_INVALID, BAD_REQUEST, TASK_FULL and the refusals of the door */
  async act(token: string, action: SelfAction): Promise<SelfPage> {
    const link = await this.link(token);
    if (link.kind !== action.kind) throw fail('BAD_REQUEST', { reason: '链接与操作不符' });
    const now = this.clock.now();
    if (action.kind === 'shop') {
      const org = await this.org(link.target_id);
      await this.door.submit({ type: 'inspection.submitted', id: `check-${action.clientId}`, at: now, data: { placeRef: org.code, template: templateOf(org).code, items: action.items, by: '商户', at: isoTime(now) } });
    } else await this.volunteer(link.target_id, action, now);
    await this.applied(action.kind === 'shop' ? `check-${action.clientId}` : `volunteer-${action.clientId}`);
    return this.page(token);
  }

  private async volunteer(id: number, action: Extract<SelfAction, { kind: 'volunteer' }>, now: number): Promise<void> {
    const own = (await this.database.query<{ code: string }>('SELECT code FROM volunteer WHERE id = ?', [id]))[0];
    const task = (await this.tasks(id)).find((item) => item.code === action.task);
    if (own === undefined || task === undefined) throw fail('NOT_FOUND');
    const parties = { taskRef: task.code, volunteerRef: own.code };
    const claim = (await this.database.query<{ check_in_at: Date | null }>('SELECT check_in_at FROM task_claim WHERE task_id = ? AND volunteer_id = ?', [task.id, id]))[0];
    const eventId = `volunteer-${action.clientId}`;
    if (action.action === 'take' || action.action === 'withdraw') {
      if (action.action === 'take' && Number(task.taken) >= task.seats) throw fail('TASK_FULL');
      return this.door.submit({ type: 'volunteer.claim', id: eventId, at: now, data: { ...parties, action: action.action } });
    }
    const checkIn = action.action === 'checkOut' ? claim?.check_in_at : null;
    if (action.action === 'checkOut' && (checkIn === null || checkIn === undefined)) throw fail('BAD_REQUEST', { reason: '还没有签到' });
    return this.door.submit({ type: 'volunteer.service', id: eventId, at: now, data: { ...parties, checkIn: isoTime(checkIn ?? now), ...(action.action === 'checkOut' ? { checkOut: isoTime(now) } : {}) } });
  }

  /** Waits a moment for the event, so that the page can show what became of it; while MySQL is away it comes later. */
  private async applied(eventId: string): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const rows = await this.database.query('SELECT id FROM event WHERE event_id = ? UNION ALL SELECT id FROM quarantine WHERE event_id = ?', [eventId, eventId]).catch(() => []);
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async shopPage(id: number): Promise<SelfPage> {
    const org = await this.org(id);
    const week = weekOf(businessDay(this.clock.now()));
    const done = await this.database.query<{ at: Date }>('SELECT at FROM self_check WHERE org_id = ? AND week_of = ? ORDER BY at DESC LIMIT 1', [id, week]);
    const template = templateOf(org);
    return { kind: 'shop', name: org.name, community: this.community(org.area_id), template: { code: template.code, name: template.name, items: template.items.map((item) => ({ ...item })) }, weekOf: week, submittedAt: done[0] === undefined ? null : isoTime(done[0].at) };
  }

  private async volunteerPage(id: number): Promise<SelfPage> {
    const own = (await this.database.query<{ name: Buffer }>('SELECT name FROM volunteer WHERE id = ?', [id]))[0];
    if (own === undefined) throw fail('LINK_INVALID');
    const hours = await this.database.query<{ minutes: number | null }>('SELECT SUM(minutes) AS minutes FROM task_claim WHERE volunteer_id = ? AND check_out_at IS NOT NULL', [id]);
    const tasks = await this.tasks(id);
    return {
      kind: 'volunteer',
      greeting: `${[...open(own.name)][0] ?? ''}师傅`,
      hours: Math.round((Number(hours[0]?.minutes ?? 0) / 60) * 10) / 10,
      tasks: tasks.map((task) => ({ code: task.code, title: task.title, community: this.community(task.area_id), startsAt: isoTime(task.starts_at), endsAt: isoTime(task.ends_at), seats: task.seats, taken: Number(task.taken), mine: MINE[task.mine ?? ''] ?? 'none' })),
    };
  }

  private tasks(volunteerId: number): Promise<TaskRow[]> {
    return this.database.query<TaskRow>(
      `SELECT t.id, t.code, t.title, t.area_id, t.starts_at, t.ends_at, t.seats, (SELECT COUNT(*) FROM task_claim c WHERE c.task_id = t.id AND c.state <> 'WITHDRAWN') AS taken, m.state AS mine
       FROM volunteer_task t LEFT JOIN task_claim m ON m.task_id = t.id AND m.volunteer_id = ? WHERE t.ends_at > ? ORDER BY m.state IS NULL, t.starts_at, t.id LIMIT ?`,
      [volunteerId, sqlTime(this.clock.now()), SHOWN_TASKS],
    );
  }

  private async org(id: number): Promise<OrgRow> {
    const row = (await this.database.query<OrgRow>("SELECT id, code, name, small_place, area_id FROM org WHERE id = ? AND status = 'OPEN'", [id]))[0];
    if (row === undefined) throw fail('LINK_INVALID');
    return row;
  }

  private community(areaId: number): string {
    const area = this.areas.id(areaId);
    return area === undefined ? '' : (this.areas.at(area, 'community')?.name ?? area.name);
  }
}

function templateOf(org: OrgRow): CheckTemplate {
  const template = CHECK_TEMPLATES.find((item) => item.smallPlace === org.small_place) ?? CHECK_TEMPLATES.find((item) => item.smallPlace === 'shop');
  if (template === undefined) throw fail('LINK_INVALID');
  return template;
}
