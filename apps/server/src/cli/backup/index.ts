export { Archive, writeArchive } from './archive.js';
export { BackupError } from './backup-error.js';
export { dump } from './dump.js';
export { load } from './load.js';
export { listTables } from './tables.js';
