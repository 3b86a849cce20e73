import { Inject, Injectable } from '@nestjs/common';
import { isRealDay } from '#catalogue';
import { LINK_KINDS, LINK_TARGET_KINDS, type LinkEnd, type NewLink, type ResidentDetail } from '#contracts';
import { businessDay, type Clock, fail } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { type AccountPrincipal, outOfScope, scopeOf } from '../access/index.js';
import { LedgerWriter, type LedgerWrite, type Provenance, type RecordRow } from '../ledger/index.js';
import { LINK_FIELD, type LinkRow, LinksRepository } from './links.repository.js';
import { ResidentsService } from './residents.service.js';

/** What ties people to homes, places and each other: entered and ended on the pages, with both ends in the editor's area. */
@Injectable()
export class LinksService {
  constructor(
    private readonly writer: LedgerWriter,
    private readonly links: LinksRepository,
    private readonly residents: ResidentsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws NOT_FOUND for either end, RECORD_LEFT, LINK_EXISTS, BAD_REQUEST */
  async add(personId: number, wanted: NewLink, account: AccountPrincipal): Promise<ResidentDetail> {
    this.refuseDay(wanted.from);
    const link = { person_id: personId, kind: wanted.kind, target_kind: wanted.target.kind, target_id: Number(wanted.target.id) };
    if (link.target_kind === 'person' && link.target_id === personId) throw fail('BAD_REQUEST', { reason: '关系的对象不能是本人' });
    await this.writer.run(async (write) => {
      const { batch, tx } = write;
      await batch.load('person', peopleOf(link));
      const row = this.living(batch.row('person', personId), account);
      const named = await this.target(write, link, account);
      const same = await this.links.inForce(tx, link);
      if (same !== null) throw fail('LINK_EXISTS', { from: same.valid_from });
      await this.links.insert(tx, { ...link, id: write.ids.next(), valid_from: wanted.from, note: said(wanted.note), recorded_by: account.name }, row, write.now);
      this.tell(write, link, named, 'begins', this.by(account, wanted.note, wanted.from));
    });
    return this.residents.get(personId, undefined, account);
  }

  /** From either end's record. @throws NOT_FOUND, LINK_ENDED, BAD_REQUEST */
  async end(personId: number, linkId: number, wanted: LinkEnd, account: AccountPrincipal): Promise<ResidentDetail> {
    this.refuseDay(wanted.to);
    await this.writer.run(async (write) => {
      const { batch, tx } = write;
      const link = await this.links.lock(tx, linkId, personId);
      if (link === null) throw fail('NOT_FOUND');
      await batch.load('person', peopleOf(link));
      const row = batch.row('person', personId);
      if (row === undefined) throw fail('NOT_FOUND');
      if (!scopeOf(account, 'ledger.edit').covers(row.area_path)) throw outOfScope();
      if (link.valid_to !== null) throw fail('LINK_ENDED', { to: link.valid_to });
      if (wanted.to < link.valid_from) throw fail('BAD_REQUEST', { reason: `结束日期不能早于起始日期 ${link.valid_from}` });
      await this.links.end(tx, linkId, wanted.to, account.name, write.now);
      this.tell(write, link, await this.nameOf(write, link), 'ends', this.by(account, wanted.note, wanted.to));
    });
    return this.residents.get(personId, undefined, account);
  }

  private living(row: RecordRow | undefined, account: AccountPrincipal): RecordRow {
    if (row === undefined) throw fail('NOT_FOUND');
    if (!scopeOf(account, 'ledger.edit').covers(row.area_path)) throw outOfScope();
    if (row['residence_status'] !== 'LIVING') throw fail('RECORD_LEFT');
    return row;
  }

  /** Name of the other end for the history, when the editor may point at it. */
  private async target(write: LedgerWrite, link: Ends, account: AccountPrincipal): Promise<string> {
    if (link.target_kind === 'person') this.living(write.batch.row('person', link.target_id), account);
    else {
      const place = (await this.links.places(link.target_kind, [link.target_id], write.tx))[0];
      if (place === undefined) throw fail('NOT_FOUND');
      if (!scopeOf(account, 'ledger.edit').covers(place.area_path)) throw outOfScope();
    }
    return this.nameOf(write, link);
  }

  /** By public code, so that a history says no name that its reader would see masked. */
  private async nameOf(write: LedgerWrite, link: Ends): Promise<string> {
    const noun = LINK_TARGET_KINDS[link.target_kind];
    if (link.target_kind === 'person') return `${noun} ${String(write.batch.row('person', link.target_id)?.['code'] ?? '')}`;
    const place = (await this.links.places(link.target_kind, [link.target_id], write.tx))[0];
    return link.target_kind === 'org' ? `${noun} ${place?.name ?? ''}` : noun;
  }

  private tell(write: LedgerWrite, link: Ends, named: string, what: 'begins' | 'ends', by: Provenance): void {
    const note = (personId: number, text: string) => write.batch.note('person', personId, LINK_FIELD, what === 'ends' ? text : null, what === 'begins' ? text : null, by);
    if (write.batch.row('person', link.person_id) !== undefined) note(link.person_id, `${LINK_KINDS[link.kind]} · ${named}`);
    if (link.target_kind === 'person' && write.batch.row('person', link.target_id) !== undefined) note(link.target_id, `受照料于 · 居民 ${String(write.batch.row('person', link.person_id)?.['code'] ?? '')}`);
  }

  private refuseDay(day: string): void {
    if (!isRealDay(day)) throw fail('BAD_REQUEST', { reason: `日期“${day}”不存在` });
    if (day > businessDay(this.clock.now())) throw fail('BAD_REQUEST', { reason: '日期不能晚于今天' });
  }

  private by(account: AccountPrincipal, note: string | undefined, validFrom: string): Provenance {
    return { kind: 'correction', id: null, actorId: account.id, actor: account.name, reason: said(note), validFrom };
  }
}

type Ends = Pick<LinkRow, 'person_id' | 'kind' | 'target_kind' | 'target_id'>;

const said = (note: string | undefined): string | null => (note === undefined || note === '' ? null : note);

function peopleOf(link: Ends): number[] {
  return link.target_kind === 'person' ? [link.person_id, link.target_id] : [link.person_id];
}
