import { Injectable } from '@nestjs/common';
import { type AddressParts, parseAddress } from '#catalogue';
import { Database } from '#platform';
import type { Scope } from '../access/index.js';
import type { Conditions } from './resident.query.js';

interface BuildingRow {
  id: number;
  building: string;
  estate: string;
  community: string;
  area_path: string;
}

/** A dwelling and the household that lives there. */
export interface Home {
  houseId: number;
  householdId: number | null;
  areaId: number;
}

interface HomeRow extends Home {
  buildingId: number;
  unit: string;
  room: string;
}

const FRESH_MS = 60_000;
const isBuilding = (row: BuildingRow, no: string) => row.building === `${no}号楼` || row.building === no;

/** Estates and buildings by name, and the homes an address means. Small enough to be kept; read again each minute. */
@Injectable()
export class AddressBook {
  private loaded: { at: number; rows: BuildingRow[] } = { at: 0, rows: [] };

  constructor(private readonly database: Database) {}

  /** People who live at what the text names; null when the text is no address. */
  async condition(text: string, scope: Scope): Promise<Conditions | null> {
    const address = parseAddress(text);
    const buildings = await this.buildings(scope);
    const vague = address.building === null && address.room === null;
    // A bare word is an address only when it is a whole name: 和平 may be somebody's given name.
    const named = buildings.filter((row) => !vague || row.estate === address.estate || row.community === address.community).filter((row) => (address.estate !== null && (row.estate.includes(address.estate) || address.estate.includes(row.estate))) || (address.community !== null && row.community.startsWith(address.community)));
    if (named.length === 0 && address.building === null) return null;
    const places = (address.estate === null && address.community === null ? buildings : named).filter((row) => address.building === null || isBuilding(row, address.building));
    if (places.length === 0) return { sql: '1 = 0', values: [] };
    const where = ['ho.building_id IN (?)'];
    const values: unknown[] = [places.map((row) => row.id)];
    if (address.unit !== null) {
      where.push('dw.name = ?');
      values.push(`${address.unit}单元`);
    }
    if (address.room !== null) {
      where.push('ho.room = ?');
      values.push(address.room);
    }
    return { sql: `p.household_id IN (SELECT hh.id FROM house ho JOIN doorway dw ON dw.id = ho.doorway_id JOIN household hh ON hh.house_id = ho.id WHERE ${where.join(' AND ')})`, values };
  }

  /**
   * The home each address means, by `JSON.stringify` of its parts; null where none or more than one fits. Asked in bulk, because
   * a sheet has thousands.
   */
  async homes(addresses: readonly (AddressParts | null)[], scope: Scope): Promise<Map<string, Home | null>> {
    const buildings = await this.buildings(scope);
    const wanted = new Map<string, { parts: AddressParts; buildings: number[] }>();
    for (const parts of addresses) {
      if (parts === null || parts.building === null || parts.room === null) continue;
      const fits = buildings.filter((row) => this.named(row, parts) && isBuilding(row, parts.building ?? ''));
      wanted.set(JSON.stringify(parts), { parts, buildings: fits.map((row) => row.id) });
    }
    const found = new Map<string, Home | null>();
    const ids = [...new Set([...wanted.values()].flatMap((item) => item.buildings))];
    const rows = ids.length === 0 ? [] : await this.database.query<HomeRow>('SELECT ho.id AS houseId, ho.building_id AS buildingId, dw.name AS unit, ho.room, ho.area_id AS areaId, MIN(hh.id) AS householdId FROM house ho JOIN doorway dw ON dw.id = ho.doorway_id LEFT JOIN household hh ON hh.house_id = ho.id AND hh.valid_to IS NULL WHERE ho.building_id IN (?) AND ho.valid_to IS NULL GROUP BY ho.id, ho.building_id, dw.name, ho.room, ho.area_id', [ids]);
    const byRoom = new Map<string, HomeRow[]>();
    for (const row of rows) byRoom.set(`${row.buildingId}/${row.room}`, [...(byRoom.get(`${row.buildingId}/${row.room}`) ?? []), row]);
    for (const [key, { parts, buildings: own }] of wanted) {
      const fits = own.flatMap((id) => byRoom.get(`${id}/${parts.room ?? ''}`) ?? []).filter((row) => parts.unit === null || row.unit === `${parts.unit}单元`);
      const only = fits.length === 1 ? fits[0] : undefined;
      found.set(key, only === undefined ? null : { houseId: only.houseId, householdId: only.householdId === null ? null : Number(only.householdId), areaId: only.areaId });
    }
    return found;
  }

  private named(row: BuildingRow, parts: AddressParts): boolean {
    const estate = parts.estate ?? parts.doorplate;
    if (estate === null && parts.community === null) return false;
    const whole = [parts.road, parts.doorplate].filter((part) => part !== null).join('').replace(/\s/g, '');
    const plain = row.estate.replace(/\s/g, '');
    const byEstate = estate === null || plain.includes(estate) || estate.includes(plain) || (whole !== '' && plain === whole);
    return byEstate && (parts.community === null || row.community.startsWith(parts.community.replace(/居委会$/, '')));
  }

  private async buildings(scope: Scope): Promise<BuildingRow[]> {
    if (Date.now() - this.loaded.at > FRESH_MS) {
      const rows = await this.database.query<BuildingRow>('SELECT b.id, b.name AS building, e.name AS estate, c.name AS community, b.area_path FROM building b JOIN estate e ON e.id = b.estate_id JOIN area c ON c.id = e.community_id');
      this.loaded = { at: Date.now(), rows };
    }
    return this.loaded.rows.filter((row) => scope.covers(row.area_path));
  }
}
