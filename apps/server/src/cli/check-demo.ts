import { checkPeople, DEMO_CHECKS, type PersonIdentity } from '../demo/index.js';
import { withDatabase } from './context.js';

const SHOWN = 5;
const PART = 20_000;

/** Looks for contradictions in the demo's rows. @returns 1 when there is one */
export async function checkDemo(): Promise<number> {
  return withDatabase(async (database) => {
    let faults = 0;
    for (const check of DEMO_CHECKS) {
      const rows = await database.query(check.sql);
      if (rows.length === 0) continue;
      faults += rows.length;
      console.log(`${check.name}:${rows.length} 处,例如 ${JSON.stringify(rows.slice(0, SHOWN))}`);
    }
    for (let last = 0; ; ) {
      const people = await database.query<PersonIdentity & { id: number }>('SELECT id, code, id_no, phone, birth_date, sex FROM person WHERE id > ? ORDER BY id LIMIT ?', [last, PART]);
      if (people.length === 0) break;
      const found = checkPeople(people);
      faults += found.length;
      for (const fault of found.slice(0, SHOWN)) console.log(fault);
      last = people.at(-1)?.id ?? Number.MAX_SAFE_INTEGER;
    }
    console.log(faults === 0 ? `检查完成:${DEMO_CHECKS.length + 1} 项,0 处矛盾` : `检查完成:${faults} 处矛盾`);
    return faults === 0 ? 0 : 1;
  });
}
