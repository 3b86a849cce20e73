import { Injectable } from '@nestjs/common';
import type { VolunteerClaim, VolunteerRegistration, VolunteerService } from '#contracts';
import { bulkInsert, businessDay, fail, seal, sqlTime, type SqlValue } from '#platform';
import { type ApplyContext, type ApplyEvent, type Area, type EventRule, loadBy, type RuleRun, say } from '../spine/index.js';

interface TaskRow {
  id: number;
  code: string;
  title: string;
  area_id: number;
}

interface VolunteerRow {
  id: number;
  code: string;
  area_id: number;
  status: string;
}

interface ClaimRow {
  id: number;
  task_id: number;
  volunteer_id: number;
  area_id: number;
  state: string;
  claimed_at: Date | null;
  check_in_at: Date | null;
  check_out_at: Date | null;
  minutes: number;
  pair: string;
}

interface ClaimState {
  id: number;
  taskId: number;
  volunteerId: number;
  area: Area;
  state: 'CLAIMED' | 'WITHDRAWN' | 'ON_DUTY' | 'DONE';
  claimedAt: number | null;
  checkIn: number | null;
  checkOut: number | null;
  minutes: number;
  changed: boolean;
}

const TYPES = new Set(['volunteer.claim', 'volunteer.service', 'volunteer.registration']);
const SKILL_LIMIT = 20;

/** `volunteer.*`: registrations (VOL-03), claims (VOL-06), service from check-in to check-out (VOL-09, VOL-15). */
@Injectable()
export class VolunteerEvents implements EventRule {
  handles(type: string): boolean {
    return TYPES.has(type);
  }

  async begin(context: ApplyContext, events: readonly ApplyEvent[]): Promise<RuleRun> {
    const data = events.map((event) => event.envelope.data as Partial<VolunteerService & VolunteerRegistration>);
    const tasks = await loadBy<TaskRow>(context.tx, 'SELECT id, code, title, area_id FROM volunteer_task WHERE code IN (?)', 'code', data.flatMap((item) => item.taskRef ?? []));
    const volunteers = await loadBy<VolunteerRow>(context.tx, 'SELECT id, code, area_id, status FROM volunteer WHERE code IN (?)', 'code', data.flatMap((item) => item.volunteerRef ?? []));
    const claims = await loadBy<ClaimRow>(
      context.tx,
      "SELECT id, task_id, volunteer_id, area_id, state, claimed_at, check_in_at, check_out_at, minutes, CONCAT(task_id, '-', volunteer_id) AS pair FROM task_claim WHERE task_id IN (?)",
      'pair',
      [...tasks.values()].map((task) => task.id),
    );
    return new VolunteerRun(context, tasks, volunteers, claims);
  }
}

class VolunteerRun implements RuleRun {
  private readonly claims = new Map<string, ClaimState>();
  private readonly newcomers: SqlValue[][] = [];
  private readonly updates: { id: number; unit: string | null; skills: string; status: string }[] = [];

  constructor(
    private readonly context: ApplyContext,
    private readonly tasks: ReadonlyMap<string, TaskRow>,
    private readonly volunteers: Map<string, VolunteerRow>,
    rows: ReadonlyMap<string, ClaimRow>,
  ) {
    for (const [pair, row] of rows)
      this.claims.set(pair, {
        id: row.id,
        taskId: row.task_id,
        volunteerId: row.volunteer_id,
        area: context.areas.id(row.area_id) ?? context.home,
        state: row.state as ClaimState['state'],
        claimedAt: row.claimed_at?.getTime() ?? null,
        checkIn: row.check_in_at?.getTime() ?? null,
        checkOut: row.check_out_at?.getTime() ?? null,
        minutes: row.minutes,
        changed: false,
      });
  }

  apply(event: ApplyEvent): void {
    if (event.envelope.type === 'volunteer.registration') this.register(event, event.envelope.data as VolunteerRegistration);
    else if (event.envelope.type === 'volunteer.claim') this.claim(event, event.envelope.data as VolunteerClaim);
    else this.serve(event, event.envelope.data as VolunteerService);
  }

  async flush(): Promise<void> {
    const { tx } = this.context;
    const at = (value: number | null) => (value === null ? null : sqlTime(value));
    await bulkInsert(tx, 'volunteer', ['id', 'code', 'name', 'phone', 'area_id', 'area_path', 'unit', 'skills', 'status', 'registered_at'], this.newcomers);
    for (const row of this.updates) await tx.write('UPDATE volunteer SET unit = COALESCE(?, unit), skills = ?, status = ? WHERE id = ?', [row.unit, row.skills, row.status, row.id]);
    await bulkInsert(
      tx,
      'task_claim',
      ['id', 'task_id', 'volunteer_id', 'area_id', 'area_path', 'state', 'claimed_at', 'check_in_at', 'check_out_at', 'minutes'],
      [...this.claims.values()].filter((claim) => claim.changed).map((claim) => [claim.id, claim.taskId, claim.volunteerId, claim.area.id, claim.area.path, claim.state, at(claim.claimedAt), at(claim.checkIn), at(claim.checkOut), claim.minutes]),
      'ON DUPLICATE KEY UPDATE state = VALUES(state), claimed_at = VALUES(claimed_at), check_in_at = VALUES(check_in_at), check_out_at = VALUES(check_out_at), minutes = VALUES(minutes)',
    );
  }

  private register(event: ApplyEvent, data: VolunteerRegistration): void {
    const area = this.context.areas.code(data.community);
    if (area === undefined) throw fail('REF_UNKNOWN', { ref: data.community, kind: '社区' });
    const skills = JSON.stringify((data.skills ?? []).slice(0, SKILL_LIMIT));
    const known = this.volunteers.get(data.volunteerRef);
    const id = known?.id ?? this.context.ids.next();
    if (known === undefined) {
      this.newcomers.push([id, data.volunteerRef, seal(''), null, area.id, area.path, data.unit ?? null, skills, 'ACTIVE', sqlTime(event.at)]);
      this.context.counters.standing('VOL-03', area.id, 1);
      this.volunteers.set(data.volunteerRef, { id, code: data.volunteerRef, area_id: area.id, status: 'ACTIVE' });
    } else {
      if (known.status !== 'ACTIVE') this.context.counters.standing('VOL-03', known.area_id, 1);
      known.status = 'ACTIVE';
      this.updates.push({ id, unit: data.unit ?? null, skills, status: 'ACTIVE' });
    }
    event.results.push({ kind: 'volunteer', id: String(id), code: data.volunteerRef });
    say(this.context, { type: 'volunteer.registered', entityId: id, level: 'info', area, at: event.at, title: '志愿者登记', state: '已登记', source: 'volunteer' });
  }

  private claim(event: ApplyEvent, data: VolunteerClaim): void {
    const { task, volunteer, area } = this.parties(data.taskRef, data.volunteerRef);
    const former = this.claims.get(`${task.id}-${volunteer.id}`);
    if (data.action === 'withdraw') {
      if (former?.state !== 'CLAIMED') throw fail('RULE_FAILED', { reason: '没有可撤回的认领' });
      former.state = 'WITHDRAWN';
      former.changed = true;
      this.countClaim(former, -1);
      event.results.push({ kind: 'claim', id: String(former.id) });
      return;
    }
    if (former !== undefined && former.state !== 'WITHDRAWN') throw fail('RULE_FAILED', { reason: '该志愿者已认领此任务' });
    const claim = former ?? this.newClaim(task, volunteer, area);
    claim.state = 'CLAIMED';
    claim.claimedAt = event.at;
    claim.changed = true;
    this.countClaim(claim, 1);
    event.results.push({ kind: 'claim', id: String(claim.id) });
    say(this.context, { type: 'volunteer.claimed', entityId: claim.id, level: 'info', area, at: event.at, title: task.title, state: '已认领', source: 'volunteer' });
  }

  private serve(event: ApplyEvent, data: VolunteerService): void {
    const { task, volunteer, area } = this.parties(data.taskRef, data.volunteerRef);
    const former = this.claims.get(`${task.id}-${volunteer.id}`);
    if (former?.state === 'DONE') throw fail('RULE_FAILED', { reason: '这次服务已经记录过' });
    const claim = former ?? this.newClaim(task, volunteer, area);
    // Who withdrew and came all the same has served without a claim.
    if (claim.state === 'WITHDRAWN') claim.claimedAt = null;
    claim.checkIn = Date.parse(data.checkIn);
    claim.checkOut = data.checkOut === undefined ? null : Date.parse(data.checkOut);
    claim.state = claim.checkOut === null ? 'ON_DUTY' : 'DONE';
    claim.changed = true;
    if (claim.checkOut !== null) {
      claim.minutes = Math.floor((claim.checkOut - claim.checkIn) / 60_000);
      this.context.counters.day('VOL-09', businessDay(claim.checkOut), claim.area.id, claim.minutes);
    }
    this.context.touched.add('VOL-15');
    event.results.push({ kind: 'claim', id: String(claim.id) });
    say(this.context, { type: claim.checkOut === null ? 'volunteer.on_duty' : 'volunteer.done', entityId: claim.id, level: 'info', area: claim.area, at: claim.checkOut ?? claim.checkIn, title: task.title, state: claim.checkOut === null ? '已签到' : '已完成', source: 'volunteer' });
  }

  private parties(taskRef: string, volunteerRef: string): { task: TaskRow; volunteer: VolunteerRow; area: Area } {
    const task = this.tasks.get(taskRef);
    if (task === undefined) throw fail('REF_UNKNOWN', { ref: taskRef, kind: '志愿任务' });
    const volunteer = this.volunteers.get(volunteerRef);
    if (volunteer === undefined) throw fail('REF_UNKNOWN', { ref: volunteerRef, kind: '志愿者' });
    return { task, volunteer, area: this.context.areas.id(task.area_id) ?? this.context.areas.unplaced(this.context.home) };
  }

  private newClaim(task: TaskRow, volunteer: VolunteerRow, area: Area): ClaimState {
    const claim: ClaimState = { id: this.context.ids.next(), taskId: task.id, volunteerId: volunteer.id, area, state: 'CLAIMED', claimedAt: null, checkIn: null, checkOut: null, minutes: 0, changed: true };
    this.claims.set(`${task.id}-${volunteer.id}`, claim);
    return claim;
  }

  private countClaim(claim: ClaimState, value: number): void {
    if (claim.claimedAt !== null) this.context.counters.day('VOL-06', businessDay(claim.claimedAt), claim.area.id, value);
  }
}
