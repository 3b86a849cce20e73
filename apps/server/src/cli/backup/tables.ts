import type { Queryable } from '#platform';

export interface TableShape {
  name: string;
  columns: string[];
  /** Columns of the primary key, in its order. */
  key: string[];
  /** JSON columns; MariaDB keeps them as LONGTEXT. */
  json: Set<string>;
}

/** Kept by the migrations themselves. */
const NOT_OURS = 'schema_migration';

/** Every table of the schema with its columns and primary key; no list in code can forget one. */
export async function listTables(db: Queryable): Promise<TableShape[]> {
  const rows = await db.query<{ name: string; col: string; kind: string }>(
    "SELECT c.table_name AS name, c.column_name AS col, c.data_type AS kind FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position",
  );
  const keys = await db.query<{ name: string; col: string }>("SELECT table_name AS name, column_name AS col FROM information_schema.statistics WHERE table_schema = DATABASE() AND index_name = 'PRIMARY' ORDER BY table_name, seq_in_index");
  const tables = new Map<string, TableShape>();
  for (const { name, col, kind } of rows) {
    if (name === NOT_OURS) continue;
    const table = tables.get(name) ?? { name, columns: [], key: [], json: new Set<string>() };
    tables.set(name, table);
    table.columns.push(col);
    if (['json', 'longtext'].includes(kind.toLowerCase())) table.json.add(col);
  }
  for (const { name, col } of keys) tables.get(name)?.key.push(col);
  for (const table of tables.values()) if (table.key.length === 0) throw new Error(`table ${table.name} has no primary key`);
  return [...tables.values()];
}
