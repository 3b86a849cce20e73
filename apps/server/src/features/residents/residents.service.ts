import { Inject, Injectable } from '@nestjs/common';
import { codeName, type FieldDefinition, tagOf } from '#catalogue';
import type { FieldInfo, Page, ResidentDetail, ResidentItem, ResidentQuery, Role } from '#contracts';
import { addDays, businessDay, type Clock, dayStart, fail, isoTime } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, type Action, areaWithin, mayReveal, outOfScope, permits, type Scope, scopeOf } from '../access/index.js';
import { SOURCE_KINDS, type SourceKind } from '../ledger/index.js';
import { AreaIndex } from '../spine/index.js';
import { AddressBook } from './address-book.js';
import { BudgetService } from './budget.service.js';
import { CareService } from './care.service.js';
import { type FieldSource, HistoryRepository } from './history.repository.js';
import { LinkViews } from './link.views.js';
import { type AsOf, careCondition, nameSearch, residentConditions, residentOrder } from './resident.query.js';
import type { ResidentRow } from './resident.row.js';
import { LIST_FIELDS, PERSON_FIELDS, ResidentView } from './resident.view.js';
import { ResidentsRepository } from './residents.repository.js';
import { type Viewer, ViewerService } from './viewer.service.js';

const DAY_MS = 86_400_000;

/** Reading people: search, one record, as of any past instant, masked for who asks. */
@Injectable()
export class ResidentsService {
  constructor(
    private readonly repository: ResidentsRepository,
    private readonly history: HistoryRepository,
    private readonly viewers: ViewerService,
    private readonly budget: BudgetService,
    private readonly links: LinkViews,
    private readonly care: CareService,
    private readonly addresses: AddressBook,
    private readonly areas: AreaIndex,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ROOM_UNKNOWN, TAG_UNKNOWN */
  async list(query: ResidentQuery, account: AccountPrincipal): Promise<Page<ResidentItem>> {
    const asOf = this.asOf(query.asOf);
    const scope = scopeOf(account, 'ledger.list');
    const areaPath = query.area === undefined ? null : areaWithin(this.areas, account, query.area).path;
    const address = query.q.trim() === '' ? null : await this.addresses.condition(query.q, scope);
    const conditions = residentConditions(query, scope, areaPath, asOf, [address, careCondition(query, account)]);
    const offset = (query.page - 1) * query.pageSize;
    const names = asOf.at === null && address === null ? nameSearch(query, scope, areaPath) : null;
    const { rows, total } = names === null ? await this.repository.list(conditions, residentOrder(query.sort), asOf, query.pageSize, offset) : await this.repository.found(names, query.pageSize, offset);
    const viewer = await this.viewers.of(account, 'ledger.list', rows);
    const items = await this.items(rows, viewer, asOf);
    return { items, total, page: query.page, pageSize: query.pageSize, asOf: query.asOf ?? isoTime(this.clock.now()) };
  }

  /** @throws NOT_FOUND, BUDGET_EXHAUSTED */
  async get(id: number, asOfText: string | undefined, account: AccountPrincipal): Promise<ResidentDetail> {
    const asOf = this.asOf(asOfText);
    const row = await this.repository.find(id, asOf);
    // A person an import brought and took back is nobody's record any more.
    if (row === null || row.residence_status === 'UNDONE') throw fail('NOT_FOUND');
    const viewer = await this.open(row, account);
    await this.budget.takeRecord(account, id);
    const view = new ResidentView(viewer, this.areas, asOf.day);
    const [tags, tagHistory, members, sources, links, carers] = await Promise.all([
      this.repository.tags([id], asOf),
      this.repository.tagHistory(id),
      this.repository.members(row.household_id),
      this.history.sources(id, asOf),
      this.links.of(row, viewer, asOf),
      this.care.carers(row, account),
    ]);
    const item = view.item(row, tags.map((tag) => tag.tag), PERSON_FIELDS);
    const shownTags = new Set(item.tags.map((tag) => tag.code));
    const roles = viewer.scope.over(row.area_path).map((grant) => grant.role);
    const seesHousehold = item.values['person.relation'] !== undefined;
    return {
      ...item,
      asOf: asOfText ?? isoTime(this.clock.now()),
      recordedAt: isoTime(row.recorded_at),
      confirmedBy: row.confirmed_by,
      fields: Object.fromEntries(PERSON_FIELDS.map((field) => [field.id, this.info(row, field, view, viewer, sources)])),
      raw: this.raw(row, view),
      household: {
        id: String(row.household_id),
        code: row.household_code,
        address: (item.values['person.live_address'] as string | undefined) ?? null,
        size: members.length,
        members: seesHousehold ? members.map((member) => this.member(member, view)) : [],
      },
      tagHistory: tagHistory.filter((tag) => tagOf(tag.tag)?.level !== 'L4' || shownTags.has(tag.tag)).map((tag) => ({ tag: tag.tag, name: tagOf(tag.tag)?.name ?? tag.tag, from: tag.valid_from, to: tag.valid_to, source: tag.source, evidence: tag.evidence, reviewer: tag.reviewer })),
      links,
      carers,
      allowedActions: row.residence_status === 'LIVING' && asOf.at === null ? allowed(roles) : [],
    };
  }

  /** The record, when this caller may open it: in scope, or the subject of an alarm they hold. @throws NOT_FOUND */
  async open(row: ResidentRow, account: AccountPrincipal): Promise<Viewer> {
    const viewer = await this.viewers.of(account, 'ledger.open', [row]);
    if (!viewer.scope.covers(row.area_path)) throw outOfScope();
    const view = new ResidentView(viewer, this.areas, viewer.day);
    const anything = PERSON_FIELDS.some((field) => view.viewingOf(row, field) !== 'absent');
    if (!anything) throw outOfScope();
    return viewer;
  }

  /** A day means its end. @throws BAD_REQUEST for the future */
  asOf(text: string | undefined): AsOf {
    const now = this.clock.now();
    if (text === undefined) return { at: null, day: businessDay(now) };
    const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : null;
    const at = day === null ? Date.parse(text) : dayStart(addDays(day, 1)) - 1;
    if (Number.isNaN(at) || (day !== null && addDays(day, 0) !== day)) throw fail('BAD_REQUEST', { reason: `日期“${text}”不存在` });
    const today = businessDay(now);
    if (day === today || (day === null && at >= now && at - now < DAY_MS)) return { at: null, day: today };
    if (at > now) throw fail('BAD_REQUEST', { reason: 'asOf 不能晚于现在' });
    return { at, day: businessDay(at) };
  }

  private async items(rows: readonly ResidentRow[], viewer: Viewer, asOf: AsOf): Promise<ResidentItem[]> {
    const tags = await this.repository.tags(rows.map((row) => row.id), asOf);
    const view = new ResidentView(viewer, this.areas, asOf.day);
    return rows.map((row) => view.item(row, tags.filter((tag) => tag.person_id === row.id).map((tag) => tag.tag), LIST_FIELDS));
  }

  private member(row: ResidentRow, view: ResidentView): ResidentDetail['household']['members'][number] {
    const name = PERSON_FIELDS.find((field) => field.id === 'person.name');
    const age = PERSON_FIELDS.find((field) => field.id === 'person.age');
    const shownName = name === undefined ? undefined : view.shown(row, name)?.value;
    const shownAge = age === undefined ? undefined : view.shown(row, age)?.value;
    return { id: String(row.id), name: typeof shownName === 'string' ? shownName : null, relation: row.relation === null ? '' : codeName('family-relation', row.relation), age: typeof shownAge === 'number' ? shownAge : null };
  }

  private info(row: ResidentRow, field: FieldDefinition, view: ResidentView, viewer: Viewer, sources: ReadonlyMap<string, FieldSource>): FieldInfo {
    const viewing = view.viewingOf(row, field);
    const roles = viewer.scope.over(row.area_path).map((grant) => grant.role);
    const state = view.stateOf(viewing);
    const source = sources.get(field.id) ?? sources.get('');
    const at = Math.max(source?.at.getTime() ?? 0, field.freshDays === null ? 0 : (row.confirmed_at?.getTime() ?? 0));
    return {
      state,
      revealable: state !== 'clear' && scopeOf(viewer.account, 'ledger.reveal').covers(row.area_path) && mayReveal(field, roles, viewer.momentOf(row)),
      editable: field.editable && editScope(viewer.account).covers(row.area_path),
      source: state === 'absent' || source === undefined || field.derived !== null ? null : { kind: source.kind, kindText: SOURCE_KINDS[source.kind as SourceKind] ?? source.kind, id: source.id === null ? null : String(source.id), by: source.by, at: isoTime(source.at) },
      ageDays: at === 0 || state === 'absent' ? null : Math.floor((this.clock.now() - at) / DAY_MS),
      freshDays: field.freshDays,
    };
  }

  private raw(row: ResidentRow, view: ResidentView): ResidentDetail['raw'] {
    return Object.fromEntries(PERSON_FIELDS.filter((field) => field.editable && view.viewingOf(row, field) === 'clear').map((field) => [field.id, view.clear(row, field)]));
  }
}

/** What the pages offer for a record of somebody who lives here; each is decided again when it is asked for. */
function allowed(roles: readonly Role[]): string[] {
  const may = (action: Action) => roles.some((role) => permits(role, action));
  return [...(may('ledger.edit') ? ['edit', 'tag', 'link', 'moveOut', 'death'] : []), ...(may('care.assign') ? ['care'] : [])];
}

function editScope(account: AccountPrincipal): Scope {
  return scopeOf(account, 'ledger.edit');
}
