import { Injectable } from '@nestjs/common';
import { fieldOf } from '#catalogue';
import { LINK_KINDS, LINK_TARGET_KINDS, type LinkKind, type LinkTargetKind, type LinkView } from '#contracts';
import { maskAddress } from '../access/index.js';
import { AreaIndex } from '../spine/index.js';
import { type LinkedPlace, type LinkRow, LinksRepository } from './links.repository.js';
import type { AsOf } from './resident.query.js';
import type { ResidentRow } from './resident.row.js';
import { ResidentView } from './resident.view.js';
import { ResidentsRepository } from './residents.repository.js';
import { type Viewer, ViewerService } from './viewer.service.js';

/** The same link read from its other end. */
const REVERSED: Readonly<Record<LinkKind, string>> = { ...LINK_KINDS, cares_for: '受照料于' };

interface Other {
  id: number;
  path: string;
  text: string;
}

/** Links of a person as somebody may see them: names and addresses at the other end are masked like everywhere. */
@Injectable()
export class LinkViews {
  constructor(
    private readonly links: LinksRepository,
    private readonly residents: ResidentsRepository,
    private readonly viewers: ViewerService,
    private readonly areas: AreaIndex,
  ) {}

  async of(row: ResidentRow, viewer: Viewer, asOf: AsOf): Promise<LinkView[]> {
    if (!new ResidentView(viewer, this.areas, asOf.day).sees(row, 'person.relation')) return [];
    const links = await this.links.of(row.id, asOf);
    const ids = (kind: LinkTargetKind) => links.filter((link) => link.target_kind === kind).map((link) => otherOf(link, row.id));
    const [houses, orgs, people] = await Promise.all([this.links.places('house', ids('house')), this.links.places('org', ids('org')), this.people(ids('person'), viewer, asOf)]);
    const others: Readonly<Record<LinkTargetKind, Other[]>> = {
      house: houses.map((house) => ({ id: house.id, path: house.area_path, text: house.id === row.house_id ? '现住房屋' : this.address(house, row, viewer, asOf) })),
      org: orgs.map((org) => ({ id: org.id, path: org.area_path, text: org.name })),
      person: people,
    };
    return links.map((link) => this.view(link, row.id, others[link.target_kind].find((other) => other.id === otherOf(link, row.id) && viewer.scope.covers(other.path))));
  }

  private view(link: LinkRow, personId: number, other: Other | undefined): LinkView {
    return {
      id: String(link.id),
      kind: link.kind,
      kindText: (link.person_id === personId ? LINK_KINDS : REVERSED)[link.kind],
      targetKind: link.target_kind,
      targetId: other === undefined ? null : String(other.id),
      target: other?.text ?? `辖区外的${LINK_TARGET_KINDS[link.target_kind]}`,
      from: link.valid_from,
      to: link.valid_to,
      note: link.note,
      by: link.recorded_by,
    };
  }

  private async people(ids: readonly number[], viewer: Viewer, asOf: AsOf): Promise<Other[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.residents.list({ sql: 'p.id IN (?)', values: [[...new Set(ids)]] }, 'p.id', { at: null, day: asOf.day }, ids.length, 0);
    const view = new ResidentView(await this.viewers.of(viewer.account, 'ledger.open', rows), this.areas, asOf.day);
    const name = fieldOf('person.name');
    return rows.map((row) => ({ id: row.id, path: row.area_path, text: String((name === undefined ? undefined : view.shown(row, name)?.value) ?? LINK_TARGET_KINDS.person) }));
  }

  /** Another home of the person, cut where their own address would be cut. */
  private address(house: LinkedPlace, row: ResidentRow, viewer: Viewer, asOf: AsOf): string {
    const field = fieldOf('person.live_address');
    const viewing = field === undefined ? 'absent' : new ResidentView(viewer, this.areas, asOf.day).viewingOf(row, field);
    if (viewing === 'clear') return `${house.building}${house.unit}${house.room}室`;
    if (viewing === 'building') return maskAddress(house.building);
    const area = this.areas.id(house.area_id);
    return maskAddress((area === undefined ? undefined : this.areas.at(area, 'community')?.name) ?? '');
  }
}

function otherOf(link: LinkRow, personId: number): number {
  return link.person_id === personId ? link.target_id : link.person_id;
}
