/** Small helpers that keep the common subset of MySQL 8.4/9 and MariaDB 10.11 in one place. */
export const TABLE_OPTIONS = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci';

/** Column types. Codes and keys compare byte by byte: `s1` and `S1` are two codes. */
export const code = (length: number) => `VARCHAR(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`;
export const ID = 'BIGINT UNSIGNED NOT NULL';
export const OPTIONAL_ID = 'BIGINT UNSIGNED NULL';
export const AT = 'DATETIME(3) NOT NULL';
export const OPTIONAL_AT = 'DATETIME(3) NULL';
/** Written and read through seal()/open() only. */
export const sealed = (length: number) => `VARBINARY(${length})`;
export const AREA = 'area_id INT UNSIGNED NOT NULL, area_path VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL';

export const table = (name: string, ...lines: string[]): string => `CREATE TABLE ${name} (\n  ${lines.join(',\n  ')}\n) ${TABLE_OPTIONS}`;
