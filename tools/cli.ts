import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, SERVER_BUILD } from './lib/build-steps.js';
import { loadDotEnv } from './lib/dot-env.js';
import { ROOT } from './lib/root.js';

await ensureBuilt(SERVER_BUILD);
const env = loadDotEnv(join(ROOT, '.env'), process.env);
const result = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', '--enable-source-maps', join(ROOT, 'dist/apps/server/src/cli/main.js'), ...process.argv.slice(2)], { env: { LOG_LEVEL: 'warn', ...env }, stdio: 'inherit' });
process.exitCode = result.status ?? 1;
