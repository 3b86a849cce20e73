import { type Database, idNoIndex, isPlain, type Logger, nameKeys, open, phoneIndex, phoneTail, seal, type Tx } from '#platform';

/** Sealed columns that issue 1 wrote in plain form, by table and key. */
const SEALED: readonly [table: string, key: string, columns: readonly string[]][] = [
  ['person', 'id', ['id_no', 'phone']],
  ['grid_staff', 'id', ['name', 'phone']],
  ['volunteer', 'id', ['name', 'phone']],
  ['visit', 'id', ['findings']],
  ['ledger_proposal', 'id', ['value']],
  ['case_item', 'id', ['text', 'address']],
  ['case_step', 'id', ['text']],
  ['hazard', 'id', ['text']],
  ['event', 'id', ['payload']],
  ['quarantine', 'id', ['payload']],
];
const PART = 1000;

type Row = Record<string, unknown> & { key: number };

/**
 * Encrypts what an older program left in plain form and fills the columns by which people are found. Runs once, right after
 * the migrations that brought both; a stop in the middle is made good at the next start, for sealed rows are passed over.
 */
export async function upgradeRows(database: Database, logger: Logger): Promise<void> {
  for (const [table, key, columns] of SEALED) {
    const changed = await walk(database, table, key, columns, (tx, row) => sealRow(tx, table, key, columns, row));
    if (changed > 0) logger.info({ table, changed }, 'rows encrypted');
  }
  const contacts = await database.query<{ subject_id: number; no: number; name: Buffer; phone: Buffer }>('SELECT subject_id, no, name, phone FROM subject_contact');
  for (let from = 0; from < contacts.length; from += PART)
    await database.transaction(async (tx) => {
      for (const row of contacts.slice(from, from + PART)) if (isPlain(row.name)) await tx.write('UPDATE subject_contact SET name = ?, phone = ? WHERE subject_id = ? AND no = ?', [seal(open(row.name)), seal(open(row.phone)), row.subject_id, row.no]);
    });
  const people = await walk(database, 'person', 'id', ['name', 'id_no', 'phone', 'name_pinyin'], indexPerson);
  if (people > 0) logger.info({ people }, 'people made searchable');
}

async function walk(database: Database, table: string, key: string, columns: readonly string[], work: (tx: Tx, row: Row) => Promise<boolean>): Promise<number> {
  let changed = 0;
  for (let last = 0; ; ) {
    const rows = await database.query<Row>(`SELECT ${key} AS \`key\`, ${columns.join(', ')} FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${PART}`, [last]);
    const end = rows.at(-1);
    if (end === undefined) return changed;
    await database.transaction(async (tx) => {
      for (const row of rows) if (await work(tx, row)) changed++;
    });
    last = end.key;
  }
}

async function sealRow(tx: Tx, table: string, key: string, columns: readonly string[], row: Row): Promise<boolean> {
  const plain = columns.filter((column) => row[column] !== null && isPlain(row[column] as Buffer));
  if (plain.length === 0) return false;
  await tx.write(`UPDATE ${table} SET ${plain.map((column) => `${column} = ?`).join(', ')} WHERE ${key} = ?`, [...plain.map((column) => seal(open(row[column] as Buffer))), row.key]);
  return true;
}

async function indexPerson(tx: Tx, row: Row): Promise<boolean> {
  if (row['name_pinyin'] !== '') return false;
  const [idNo, phone] = [open(row['id_no'] as Buffer | null), open(row['phone'] as Buffer | null)];
  const keys = nameKeys(String(row['name']));
  await tx.write('UPDATE person SET name_pinyin = ?, name_initials = ?, name_given = ?, id_no_index = ?, phone_index = ?, phone_tail = ? WHERE id = ?', [keys.name_pinyin, keys.name_initials, keys.name_given, idNoIndex(idNo), phoneIndex(phone), phoneTail(phone), row.key]);
  return true;
}
