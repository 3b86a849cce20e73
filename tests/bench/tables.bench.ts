import cases from '#data/keyword-cases.json' with { type: 'json' };
import type { ParseResult, TableResult } from '#contracts';
import { type Bench, openBench, percentile, round, signInLeader } from './setup.js';
import type { BenchResult } from './result.js';

const TOKEN = 'bench-session-token';
const ROUNDS = 5;

async function post<T>(bench: Bench, path: string, body: object): Promise<{ ms: number; body: T }> {
  const began = performance.now();
  const response = await fetch(`${bench.server.url}/api/v1/tables/${path}`, { method: 'POST', headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const answer = (await response.json()) as T;
  if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer).slice(0, 200)}`);
  return { ms: performance.now() - began, body: answer };
}

/** T9: understanding a request and its first page, over the public cases; T13: the source of a cell. Whole HTTP calls, 60,000 people. */
export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  try {
    await signInLeader(bench, TOKEN);
    const [parse, first, source]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { request } of cases) {
        const parsed = await post<ParseResult>(bench, 'parse', { text: request });
        parse.push(parsed.ms);
        const { definition, status } = parsed.body;
        if (status !== 'run' || definition === undefined) continue;
        const table = await post<TableResult>(bench, 'run', { definition });
        first.push(table.ms);
        const row = table.body.rows[0];
        const column = table.body.columns.find((item) => item.kind === 'field' && item.state !== 'absent' && !item.id.endsWith('.community'));
        if (row !== undefined && column !== undefined && definition.aggregates.length === 0) source.push((await post(bench, 'source', { definition, rowKey: row.rowKey, field: column.id })).ms);
      }
    }
    const result = (id: string, name: string, times: readonly number[], target: number): BenchResult => {
      const p95 = round(percentile(times, 0.95));
      return { id, name, value: p95, unit: 'ms', limit: null, ratio: null, target: `≤ ${target} ms`, met: p95 <= target, note: `${times.length} 次;最慢 ${round(Math.max(...times))} ms` };
    };
    return [result('T9', '关键词理解 p95', parse, 20), result('T9b', '首页出表 p95(6 万人)', first, 500), result('T13', '单元格来源 p95', source, 300)];
  } finally {
    await bench.stop();
  }
}
