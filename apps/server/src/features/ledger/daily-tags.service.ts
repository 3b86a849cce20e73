import { Inject, Injectable } from '@nestjs/common';
import { isRealDay, TAGS } from '#catalogue';
import { addDays, businessDay, type Clock, Database, sqlTime, type Tx } from '#platform';
import { CLOCK } from '../../boot/tokens.js';
import { DERIVED_SOURCE } from './tag-changes.js';

const SETTING = 'tags.day';
/** After a longer stop every missed day is still one statement a tag; beyond this the tags are compared whole. */
const DAYS = 40;

/** Birthdays give and take tags (elder_60, infant, …): once a business day, by an index on the birth date. */
@Injectable()
export class DailyTagsService {
  private done: string | null = null;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Catches up to today; cheap when today is done. */
  async run(): Promise<void> {
    const today = businessDay(this.clock.now());
    if (this.done === today) return;
    await this.database.transaction(async (tx) => {
      const rows = await tx.query<{ value: unknown }>('SELECT value FROM setting WHERE name = ? FOR UPDATE', [SETTING]);
      const last = String(rows[0]?.value ?? '').replace(/"/g, '') || addDays(today, -1);
      for (let day = addDays(last < addDays(today, -DAYS) ? addDays(today, -DAYS) : last, 1); day <= today; day = addDays(day, 1)) await this.day(tx, day);
      await tx.write('INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE value = VALUES(value), changed_at = VALUES(changed_at)', [SETTING, JSON.stringify(today), sqlTime(this.clock.now())]);
    });
    this.done = today;
  }

  private async day(tx: Tx, day: string): Promise<void> {
    const at = sqlTime(this.clock.now());
    // Who was born on 29 February ages on 1 March of a common year, so both birthdays are asked then.
    const born = (age: number): string[] => {
      const year = Number(day.slice(0, 4)) - age;
      return [`${year}${day.slice(4)}`, ...(day.endsWith('-03-01') ? [`${year}-02-29`] : [])].filter(isRealDay);
    };
    const marks = (days: readonly string[]) => days.map(() => '?').join(', ');
    for (const { code, derived } of TAGS) {
      if (derived === null || !('ageFrom' in derived) || born(derived.ageFrom).length === 0) continue;
      await tx.write(
        `INSERT INTO person_tag (person_id, tag, valid_from, source, reviewer, recorded_at)
         SELECT p.id, ?, ?, ?, '系统', ? FROM person p LEFT JOIN person_tag t ON t.person_id = p.id AND t.tag = ? AND t.valid_to IS NULL
         WHERE p.birth_date IN (${marks(born(derived.ageFrom))}) AND p.residence_status = 'LIVING' AND t.person_id IS NULL ON DUPLICATE KEY UPDATE valid_to = NULL`,
        [code, day, DERIVED_SOURCE, at, code, ...born(derived.ageFrom)],
      );
      if (derived.ageTo === null || born(derived.ageTo).length === 0) continue;
      await tx.write(
        `UPDATE person_tag t JOIN person p ON p.id = t.person_id SET t.valid_to = ?, t.ended_recorded_at = ? WHERE t.tag = ? AND t.valid_to IS NULL AND p.birth_date IN (${marks(born(derived.ageTo))})`,
        [day, at, code, ...born(derived.ageTo)],
      );
    }
  }
}
