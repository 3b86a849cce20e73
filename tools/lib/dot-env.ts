import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

/** The environment over the file `.env`, when there is one. */
export function loadDotEnv(file: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!existsSync(file)) return { ...environment };
  return { ...parseEnv(readFileSync(file, 'utf8')), ...environment };
}
