import { randomBytes } from 'node:crypto';
import { ROLE_CODES, type Role } from '#contracts';
import { AccessService } from '../features/access/index.js';
import { AreaIndex } from '../features/spine/index.js';
import { withFeatures } from './context.js';
import { need, readArgs, UsageError } from './usage.js';

const ID = /^[A-Za-z0-9_.:-]{1,64}$/;

function newKey(): string {
  return randomBytes(24).toString('base64url');
}

export async function addSource(args: readonly string[]): Promise<number> {
  const { options } = readArgs(args, ['id', 'kind', 'name', 'options']);
  const id = need(options, 'id');
  const kind = need(options, 'kind');
  if (!ID.test(id)) throw new UsageError('编号只能用字母、数字和 _ . : -,最长 64 个字符');
  if (kind !== 'events') throw new UsageError('目前可用的类型:events');
  const parsed: unknown = options['options'] === undefined ? {} : parseJson(options['options']);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new UsageError('--options 应为 JSON 对象');
  return withFeatures(async (app) => {
    const access = app.get(AccessService);
    if ((await access.sourceById(id)) !== null) throw new UsageError(`数据源 ${id} 已存在,换密钥请用 source rotate`);
    const key = newKey();
    await access.saveSource({ id, name: options['name'] ?? id, kind, options: parsed, isDemo: false }, key);
    console.log(`数据源 ${id} 已建立,密钥(只显示这一次):${key}`);
    return 0;
  });
}

export async function rotateSource(args: readonly string[]): Promise<number> {
  const id = readArgs(args, []).rest[0];
  if (id === undefined) throw new UsageError('用法:source rotate 编号');
  return withFeatures(async (app) => {
    const access = app.get(AccessService);
    if ((await access.sourceById(id)) === null) throw new UsageError(`没有数据源 ${id}`);
    const key = newKey();
    await access.saveSource({ id, name: id, kind: 'events', options: {}, isDemo: false }, key);
    console.log(`数据源 ${id} 的新密钥(只显示这一次):${key}`);
    return 0;
  });
}

export async function addUser(args: readonly string[]): Promise<number> {
  const { options, rest } = readArgs(args, ['role', 'area', 'name']);
  const username = rest[0];
  if (username === undefined || !ID.test(username)) throw new UsageError('用法:user add 用户名 --role 角色 [--area 区域编码]');
  const role = need(options, 'role') as Role;
  if (!ROLE_CODES.includes(role)) throw new UsageError(`角色可为:${ROLE_CODES.join('、')}`);
  return withFeatures(async (app) => {
    const access = app.get(AccessService);
    const area = options['area'] === undefined ? undefined : app.get(AreaIndex).code(options['area']);
    if (options['area'] !== undefined && area === undefined) throw new UsageError(`没有区域 ${options['area']}`);
    if (await access.hasAccount(username)) throw new UsageError(`账号 ${username} 已存在,重设密码请用 user reset`);
    const password = randomBytes(9).toString('base64url');
    await access.saveAccount({ username, name: options['name'] ?? username, role, areaId: area?.id ?? null, isDemo: false }, password);
    console.log(`账号 ${username} 已建立,初始密码(只显示这一次):${password}`);
    return 0;
  });
}

export async function resetUser(args: readonly string[]): Promise<number> {
  const username = readArgs(args, []).rest[0];
  if (username === undefined) throw new UsageError('用法:user reset 用户名');
  return withFeatures(async (app) => {
    const access = app.get(AccessService);
    if (!(await access.hasAccount(username))) throw new UsageError(`没有账号 ${username}`);
    const password = randomBytes(9).toString('base64url');
    await access.resetPassword(username, password);
    console.log(`账号 ${username} 的新密码(只显示这一次):${password}`);
    return 0;
  });
}

export async function disableUser(args: readonly string[]): Promise<number> {
  const demo = args.includes('--demo');
  const username = args.find((argument) => !argument.startsWith('--') && argument !== 'true');
  if (!demo && username === undefined) throw new UsageError('用法:user disable 用户名,或 user disable --demo');
  return withFeatures(async (app) => {
    const count = await app.get(AccessService).disable(demo ? null : (username ?? ''));
    console.log(`已停用 ${count} 个账号`);
    return count > 0 || demo ? 0 : 1;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--options 不是合法的 JSON');
  }
}
