import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../config.js';
import { type DataKey, Keyring, newDataKey, SECRET_BYTES } from './keyring.js';

/** Names every key there must be, so that one that went missing is noticed instead of replaced. */
const LIST = 'keyring.json';
const INDEX = 'index';

const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`));
const listSchema = z.strictObject({ format: z.literal(1), data: z.array(hex(4)).min(1) });
const keySchema = z.strictObject({ format: z.literal(1), id: z.string(), secret: hex(SECRET_BYTES), check: hex(8) });

export const keyFolder = (dataDir: string): string => join(dataDir, 'keys');

/**
 * The ring kept in `dataDir/keys`; made there at the first start (folder 0700, files 0600).
 * @throws ConfigError when the folder exists and a key is missing or damaged: new keys would lock away what old ones sealed
 */
export function openKeyring(dataDir: string): Keyring {
  const folder = keyFolder(dataDir);
  if (!existsSync(folder)) saveKeyring(dataDir, Keyring.random());
  const list = readJson(folder, LIST, listSchema);
  const [first, ...more] = list.data.map((id): DataKey => ({ id, secret: readKey(folder, id) }));
  if (first === undefined) throw damaged(folder, LIST, '内容不完整');
  return new Keyring([first, ...more], readKey(folder, INDEX));
}

/**
 * Writes a ring into a data folder that has none yet. The folder appears complete or not at all; when another process
 * was faster, its keys stay.
 */
export function saveKeyring(dataDir: string, ring: Keyring): void {
  mkdirSync(dataDir, { recursive: true });
  const folder = keyFolder(dataDir);
  const draft = mkdtempSync(join(dataDir, 'keys.new-'));
  try {
    for (const key of ring.dataKeys) writeKey(draft, key.id, key.secret);
    writeKey(draft, INDEX, ring.indexKey);
    writePrivate(draft, LIST, { format: 1, data: ring.dataKeys.map((key) => key.id) });
    chmodSync(draft, 0o700);
    if (!existsSync(folder)) renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(join(folder, LIST))) throw new ConfigError(`无法在 ${folder} 建立密钥:${(error as Error).message}`);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Adds a data key that seals from the next start on; what the older ones sealed stays readable. The list is replaced whole
 * after the key lies on disk, so that a stop in between leaves the ring as it was.
 * @returns the new ring
 */
export function addDataKey(dataDir: string): Keyring {
  const folder = keyFolder(dataDir);
  const ring = openKeyring(dataDir);
  const key = newDataKey();
  writeKey(folder, key.id, key.secret);
  const draft = `${LIST}.new`;
  writePrivate(folder, draft, { format: 1, data: [...ring.dataKeys, key].map(({ id }) => id) });
  renameSync(join(folder, draft), join(folder, LIST));
  return openKeyring(dataDir);
}

/** Every file of the key folder by name; empty when there is no folder. */
export function readKeyFiles(dataDir: string): { name: string; bytes: Buffer }[] {
  const folder = keyFolder(dataDir);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

const fileOf = (id: string): string => (id === INDEX ? 'index.key' : `data-${id}.key`);
const checkOf = (id: string, secret: string): string => createHash('sha256').update(`${id}:${secret}`).digest('hex').slice(0, 16);

function writeKey(folder: string, id: string, bytes: Buffer): void {
  const secret = bytes.toString('hex');
  writePrivate(folder, fileOf(id), { format: 1, id, secret, check: checkOf(id, secret) });
}

function writePrivate(folder: string, name: string, value: object): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`, { mode: 0o600, flush: true });
}

function readKey(folder: string, id: string): Buffer {
  const name = fileOf(id);
  const key = readJson(folder, name, keySchema);
  if (key.id !== id || key.check !== checkOf(id, key.secret)) throw damaged(folder, name, '校验不符');
  return Buffer.from(key.secret, 'hex');
}

function readJson<T extends z.ZodType>(folder: string, name: string, schema: T): z.output<T> {
  const file = join(folder, name);
  if (!existsSync(file)) throw damaged(folder, name, '文件不存在');
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw damaged(folder, name, (error as { code?: string }).code === 'EACCES' ? '没有读取权限' : '文件已损坏');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(folder, name, '文件已损坏');
  return parsed.data;
}

function damaged(folder: string, name: string, reason: string): ConfigError {
  return new ConfigError(`密钥文件 ${join(folder, name)} 无法使用(${reason})。没有它,已加密的数据打不开;请从备份恢复整个 keys 文件夹,不要自行新建`);
}
