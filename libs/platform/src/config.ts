import { resolve } from 'node:path';
import { z } from 'zod';

const flag = z.enum(['0', '1'], { error: '应为 0 或 1' }).transform((value) => value === '1');
const port = z.coerce.number({ error: '应为端口号' }).int().min(0).max(65_535, { error: '端口号应在 0 到 65535 之间' });
const count = (min: number, max: number) => z.coerce.number({ error: '应为数字' }).int().min(min).max(max);

/** Settings of `design/interfaces.md`; `.env.example` documents each. */
const schema = z.object({
  PORT: port.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATABASE_URL: z
    .string()
    .regex(/^mysql:\/\/[^/]+@[^/]+\/\w+/, { error: '应为 mysql://用户:密码@主机:端口/库名' })
    .optional(),
  MQTT_URL: z.string().regex(/^(mqtts?|tcp|wss?):\/\//, { error: '应以 mqtt:// 或 mqtts:// 开头' }).optional(),
  MQTT_PORT: port.optional(),
  DATA_DIR: z.string().min(1).default('var'),
  DEMO: flag.default(false),
  DEMO_SIZE: z.enum(['small', 'street', 'district'], { error: '应为 small、street 或 district' }).default('street'),
  DEMO_PASSWORD: z.string().min(6, { error: '至少 6 位' }).max(128).optional(),
  DEMO_SOURCE_KEY: z.string().min(16, { error: '至少 16 位' }).max(128).optional(),
  TLS_CERT: z.string().optional(),
  TLS_KEY: z.string().optional(),
  TZ_BUSINESS: z.literal('Asia/Shanghai', { error: '目前只支持 Asia/Shanghai' }).default('Asia/Shanghai'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  NODE_ID: count(0, 30).default(0),
  JOURNAL_MAX_MB: count(1, 1_000_000).default(2048),
  JOURNAL_KEEP_HOURS: count(0, 720).default(24),
  WEB_DIR: z.string().default('dist-web'),
});

export type Settings = z.infer<typeof schema>;
export interface Config extends Settings {
  dataDir: string;
  webDir: string;
}

/** Thrown with every faulty setting named at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Validates the environment. Empty variables count as absent. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`以下设置不正确(见 .env.example):\n${lines.join('\n')}`);
  }
  const settings = parsed.data;
  if ((settings.TLS_CERT === undefined) !== (settings.TLS_KEY === undefined)) throw new ConfigError('TLS_CERT 与 TLS_KEY 必须同时设置');
  return { ...settings, dataDir: resolve(settings.DATA_DIR), webDir: resolve(settings.WEB_DIR) };
}
