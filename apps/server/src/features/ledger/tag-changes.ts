import { derivedTags, TAGS } from '#catalogue';
import { bulkInsert, businessDay, type SqlValue, sqlTime } from '#platform';
import type { LedgerTools } from './ledger-tools.js';
import type { Provenance } from './provenance.js';

interface TagRow {
  person_id: number;
  tag: string;
  valid_from: string;
}

const DERIVED = new Set(TAGS.filter((tag) => tag.derived !== null).map((tag) => tag.code));
export const DERIVED_SOURCE = '自动派生';

/** Tags (重点人群) of one transaction: each has a start, an end, evidence and who decided it. Ended, never deleted. */
export class TagChanges {
  private readonly held = new Map<number, Map<string, string>>();
  private readonly added: SqlValue[][] = [];
  private readonly ended: { personId: number; tag: string; validFrom: string; day: string }[] = [];

  constructor(private readonly tools: Pick<LedgerTools, 'tx' | 'now'>) {}

  async load(personIds: readonly number[]): Promise<void> {
    for (let from = 0; from < personIds.length; from += 1000) {
      const part = personIds.slice(from, from + 1000);
      for (const id of part) this.held.set(id, new Map());
      const rows = await this.tools.tx.query<TagRow>('SELECT person_id, tag, valid_from FROM person_tag WHERE person_id IN (?) AND valid_to IS NULL', [part]);
      for (const row of rows) this.held.get(row.person_id)?.set(row.tag, row.valid_from);
    }
  }

  has(personId: number, tag: string): boolean {
    return this.held.get(personId)?.has(tag) ?? false;
  }

  of(personId: number): string[] {
    return [...(this.held.get(personId)?.keys() ?? [])];
  }

  /** @returns false when the person has it already */
  add(personId: number, tag: string, evidence: string | null, by: Provenance, source: string = by.actor): boolean {
    const tags = this.tagsOf(personId);
    if (tags.has(tag)) return false;
    tags.set(tag, by.validFrom);
    this.added.push([personId, tag, by.validFrom, source.slice(0, 32), evidence?.slice(0, 200) ?? null, by.actor, sqlTime(this.tools.now)]);
    return true;
  }

  /** @returns false when the person does not have it */
  end(personId: number, tag: string, day: string): boolean {
    const tags = this.tagsOf(personId);
    const since = tags.get(tag);
    if (since === undefined) return false;
    tags.delete(tag);
    this.ended.push({ personId, tag, validFrom: since, day: day < since ? since : day });
    return true;
  }

  /** Brings the tags that follow from age, party and residence in line with what is now known. */
  refresh(person: { id: number; birthDate: string | null; political: string | null; residenceType: string | null }, by: Provenance): void {
    const right = new Set(derivedTags(person, businessDay(this.tools.now)));
    const tags = this.tagsOf(person.id);
    for (const tag of [...tags.keys()]) if (DERIVED.has(tag) && !right.has(tag)) this.end(person.id, tag, by.validFrom);
    for (const tag of right) this.add(person.id, tag, null, by, DERIVED_SOURCE);
  }

  async flush(): Promise<void> {
    const at = sqlTime(this.tools.now);
    for (const item of this.ended) await this.tools.tx.write('UPDATE person_tag SET valid_to = ?, ended_recorded_at = ? WHERE person_id = ? AND tag = ? AND valid_from = ?', [item.day, at, item.personId, item.tag, item.validFrom]);
    // A tag that ends and begins on one day has one row: it is taken up again.
    await bulkInsert(this.tools.tx, 'person_tag', ['person_id', 'tag', 'valid_from', 'source', 'evidence', 'reviewer', 'recorded_at'], this.added, 'ON DUPLICATE KEY UPDATE valid_to = NULL, ended_recorded_at = NULL, source = VALUES(source), evidence = VALUES(evidence), reviewer = VALUES(reviewer)');
  }

  private tagsOf(personId: number): Map<string, string> {
    let tags = this.held.get(personId);
    if (tags === undefined) this.held.set(personId, (tags = new Map()));
    return tags;
  }
}
