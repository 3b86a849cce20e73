import { runCommand } from '#platform/private-database';
import { ROOT } from './lib/root.js';

/** What every commit on `main` passes: types of server and pages, lint with type information, import rules, lock file. */
const STEPS: [name: string, args: string[]][] = [
  ['锁文件', ['tools/check-lock.mjs']],
  ['类型(服务)', ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
  ['类型(页面)', ['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'apps/web/tsconfig.json']],
  ['引用规则', ['node_modules/dependency-cruiser/bin/dependency-cruise.mjs', 'apps', 'libs', '--config', '.dependency-cruiser.mjs', '--output-type', 'err']],
  ['代码规范', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
];

let failed = 0;
for (const [name, args] of STEPS) {
  const began = Date.now();
  const result = await runCommand(process.execPath, ['--max-old-space-size=4096', ...args], { cwd: ROOT, env: { NO_COLOR: '1' } });
  console.log(`${result.code === 0 ? '通过' : '未过'} ${name} ${((Date.now() - began) / 1000).toFixed(1)} 秒`);
  if (result.code !== 0) {
    failed++;
    console.log(result.output.trim());
  }
}
process.exitCode = failed > 0 ? 1 : 0;
