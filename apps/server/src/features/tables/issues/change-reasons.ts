import { fieldOf, tagOf } from '#catalogue';
import type { ChangeReason } from '#contracts';
import { isoTime, type Queryable, sqlTime } from '#platform';
import { SOURCE_KINDS, type SourceKind } from '../../ledger/index.js';
import { type RecordKind, sourceField } from '../records.js';

interface ChangeRow {
  entity: RecordKind;
  entity_id: number;
  field: string;
  recorded_at: Date;
  actor: string;
  source_kind: string;
  reason: string | null;
}

interface OriginRow {
  id: number;
  origin_kind: string;
  origin_by: string;
}

/** What brings a record into a place or out of it, whatever the table asks for. */
const MOVES = ['person.household', 'person.move_out_date', 'person.death_date'];
const MOST_REASONS = 3;
const A_READ = 500;

const keyOf = (entity: RecordKind, id: number): string => `${entity}:${id}`;
const kindText = (kind: string): string => SOURCE_KINDS[kind as SourceKind] ?? kind;
const labelOf = (field: string): string => (field.startsWith('person.tags') ? `标签${tagOf(field.split(':')[1] ?? '')?.name ?? ''}` : field === 'person.household' ? '所在户' : (fieldOf(field)?.label ?? field));
const isTag = (field: string): boolean => field.startsWith('person.tags');

/** Everything recorded about some records between two instants: why rows of a table came, went or changed. */
export class ChangeReasons {
  private readonly changes = new Map<string, ChangeRow[]>();
  private readonly made = new Map<string, OriginRow>();

  constructor(
    private readonly after: number,
    private readonly until: number,
  ) {}

  /** @param records the records whose changes are wanted, with what kind they are */
  async load(db: Queryable, records: readonly (readonly [RecordKind, number])[]): Promise<void> {
    for (const entity of ['person', 'household', 'house', 'org'] as const) {
      const ids = [...new Set(records.filter(([kind, id]) => kind === entity && id > 0).map(([, id]) => id))];
      for (let from = 0; from < ids.length; from += A_READ) await this.read(db, entity, ids.slice(from, from + A_READ));
    }
  }

  /** The last change of one field, or the move that brought another value with it. */
  ofCell(entity: RecordKind | null, id: number, fieldId: string): ChangeReason | null {
    if (entity === null) return null;
    const found = this.changes.get(keyOf(entity, id)) ?? [];
    const field = sourceField(fieldId);
    const own = found.find((change) => change.field === field || (isTag(field) && isTag(change.field)));
    return reasonOf(own ?? found.find((change) => MOVES.includes(change.field)));
  }

  /** Why a record is in a table now, or no longer: it is new, it moved, or what the table asks for changed. */
  ofRow(records: readonly (readonly [RecordKind, number])[], asked: readonly string[]): ChangeReason[] {
    const reasons = records.flatMap(([entity, id]) => {
      const made = this.made.get(keyOf(entity, id));
      const wanted = (this.changes.get(keyOf(entity, id)) ?? []).filter((change) => MOVES.includes(change.field) || asked.some((field) => change.field === sourceField(field) || (isTag(field) && isTag(change.field))));
      return [...(made === undefined ? [] : [{ label: '新登记', kindText: kindText(made.origin_kind), by: made.origin_by, at: isoTime(this.until), reason: null }]), ...wanted.flatMap((change) => reasonOf(change) ?? [])];
    });
    return reasons.slice(0, MOST_REASONS);
  }

  private async read(db: Queryable, entity: RecordKind, ids: readonly number[]): Promise<void> {
    const between = [ids, sqlTime(this.after), sqlTime(this.until)];
    const rows = await db.query<ChangeRow>('SELECT entity, entity_id, field, recorded_at, actor, source_kind, reason FROM ledger_change WHERE entity = ? AND entity_id IN (?) AND recorded_at > ? AND recorded_at <= ? ORDER BY id DESC', [entity, ...between]);
    for (const row of rows) this.changes.set(keyOf(entity, row.entity_id), [...(this.changes.get(keyOf(entity, row.entity_id)) ?? []), row]);
    // A record with no state that old was made since.
    const made = await db.query<OriginRow>(`SELECT x.id, x.origin_kind, x.origin_by FROM ${entity} x WHERE x.id IN (?) AND x.recorded_at > ? AND NOT EXISTS (SELECT 1 FROM ${entity}_history h WHERE h.id = x.id AND h.recorded_at <= ?)`, [ids, sqlTime(this.after), sqlTime(this.after)]);
    for (const row of made) this.made.set(keyOf(entity, row.id), row);
  }
}

const reasonOf = (change: ChangeRow | undefined): ChangeReason | null => (change === undefined ? null : { label: labelOf(change.field), kindText: kindText(change.source_kind), by: change.actor, at: isoTime(change.recorded_at), reason: change.reason });
