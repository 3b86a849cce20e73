import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import { ensureBuilt, SERVER_BUILD, WEB_BUILD } from './lib/build-steps.js';
import type { BenchResult } from '../tests/bench/result.js';

type Runner = () => Promise<BenchResult[]>;
const BENCHES: Record<string, () => Promise<{ run: Runner }>> = {
  intake: () => import('../tests/bench/intake.bench.js'),
  alarm: () => import('../tests/bench/alarm.bench.js'),
  export: () => import('../tests/bench/export.bench.js'),
  fanout: () => import('../tests/bench/fanout.bench.js'),
  indicators: () => import('../tests/bench/indicators.bench.js'),
  tables: () => import('../tests/bench/tables.bench.js'),
  search: () => import('../tests/bench/search.bench.js'),
  start: () => import('../tests/bench/start.bench.js'),
};

const args = process.argv.slice(2);
const jsonAt = args.indexOf('--json');
const file = jsonAt < 0 ? null : args[jsonAt + 1];
const names = args.filter((argument, i) => !argument.startsWith('--') && (jsonAt < 0 || i !== jsonAt + 1));
const unknown = names.filter((name) => BENCHES[name] === undefined);
if (unknown.length > 0) {
  console.error(`没有基准 ${unknown.join('、')};可用:${Object.keys(BENCHES).join('、')}`);
  process.exit(2);
}

await Promise.all([ensureBuilt(SERVER_BUILD), ensureBuilt(WEB_BUILD)]);
const results: BenchResult[] = [];
for (const name of names.length > 0 ? names : Object.keys(BENCHES)) {
  console.log(`\n■ ${name}`);
  const found = await (await BENCHES[name]?.())?.run();
  for (const item of found ?? []) {
    results.push(item);
    const limit = item.limit === null ? '' : `,极限 ${item.limit},比值 ${item.ratio}`;
    console.log(`  ${item.met ? '达标' : '未达'} ${item.id} ${item.name}:${item.value} ${item.unit}${limit}(目标 ${item.target})${item.note === undefined ? '' : ` ${item.note}`}`);
  }
}
if (file !== null && file !== undefined) {
  mkdirSync(dirname(resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), machine: { cpus: cpus().length, model: cpus()[0]?.model ?? '', arch: arch(), node: process.version }, results }, null, 2)}\n`);
}
process.exit(0);
