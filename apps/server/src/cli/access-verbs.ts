import { newAccountSchema } from '#contracts';
import { AccountsService, SourcesService } from '../features/access/index.js';
import { withFeatures } from './context.js';
import { need, readArgs, UsageError } from './usage.js';

const ID = /^[A-Za-z0-9_.:-]{1,64}$/;

export async function addSource(args: readonly string[]): Promise<number> {
  const { options } = readArgs(args, ['id', 'kind', 'name', 'options']);
  const id = need(options, 'id');
  const kind = need(options, 'kind');
  if (!ID.test(id)) throw new UsageError('编号只能用字母、数字和 _ . : -,最长 64 个字符');
  if (kind !== 'events') throw new UsageError('目前可用的类型:events');
  const parsed: unknown = options['options'] === undefined ? {} : parseJson(options['options']);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new UsageError('--options 应为 JSON 对象');
  return withFeatures(async (app) => {
    const key = await app.get(SourcesService).create({ id, name: options['name'] ?? id, kind, options: parsed }, null);
    console.log(`数据源 ${id} 已建立,密钥(只显示这一次):${key}`);
    return 0;
  });
}

export async function rotateSource(args: readonly string[]): Promise<number> {
  const id = readArgs(args, []).rest[0];
  if (id === undefined) throw new UsageError('用法:source rotate 编号');
  return withFeatures(async (app) => {
    const key = await app.get(SourcesService).rotate(id, null);
    console.log(`数据源 ${id} 的新密钥(只显示这一次):${key}`);
    return 0;
  });
}

export async function addUser(args: readonly string[]): Promise<number> {
  const { options, rest } = readArgs(args, ['role', 'area', 'name', 'until']);
  const username = rest[0];
  if (username === undefined) throw new UsageError('用法:user add 用户名 --role 角色 [--area 区域编码] [--name 姓名] [--until 截止时间]');
  const wanted = newAccountSchema.safeParse({ username, name: options['name'] ?? username, role: need(options, 'role'), area: options['area'], validTo: options['until'], mustChange: false });
  if (!wanted.success) throw new UsageError(wanted.error.issues.map((issue) => issue.message).join(';'));
  return withFeatures(async (app) => {
    const password = await app.get(AccountsService).create(wanted.data, null);
    console.log(`账号 ${username} 已建立,初始密码(只显示这一次):${password}`);
    return 0;
  });
}

export async function resetUser(args: readonly string[]): Promise<number> {
  const username = readArgs(args, []).rest[0];
  if (username === undefined) throw new UsageError('用法:user reset 用户名');
  return withFeatures(async (app) => {
    const password = await app.get(AccountsService).resetPassword(username, null, false);
    console.log(`账号 ${username} 的新密码(只显示这一次):${password}`);
    return 0;
  });
}

export async function disableUser(args: readonly string[]): Promise<number> {
  const demo = args.includes('--demo');
  const username = args.find((argument) => !argument.startsWith('--') && argument !== 'true');
  if (!demo && username === undefined) throw new UsageError('用法:user disable 用户名,或 user disable --demo');
  return withFeatures(async (app) => {
    const accounts = app.get(AccountsService);
    if (demo) console.log(`已停用 ${await accounts.disableDemo()} 个演示账号,演示数据源的密钥一并停用`);
    else {
      await accounts.setDisabled(username ?? '', true, null);
      console.log(`已停用账号 ${username}`);
    }
    return 0;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--options 不是合法的 JSON');
  }
}
