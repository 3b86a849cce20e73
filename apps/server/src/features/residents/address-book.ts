import { Injectable } from '@nestjs/common';
import { parseAddress } from '#catalogue';
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

const FRESH_MS = 60_000;

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
    const places = (address.estate === null && address.community === null ? buildings : named).filter((row) => address.building === null || row.building === `${address.building}号楼` || row.building === address.building);
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

  private async buildings(scope: Scope): Promise<BuildingRow[]> {
    if (Date.now() - this.loaded.at > FRESH_MS) {
      const rows = await this.database.query<BuildingRow>('SELECT b.id, b.name AS building, e.name AS estate, c.name AS community, b.area_path FROM building b JOIN estate e ON e.id = b.estate_id JOIN area c ON c.id = e.community_id');
      this.loaded = { at: Date.now(), rows };
    }
    return this.loaded.rows.filter((row) => scope.covers(row.area_path));
  }
}
