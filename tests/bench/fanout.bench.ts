import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { openBench, percentile, round } from './setup.js';
import { processUse } from './process-use.js';
import type { BenchResult } from './result.js';
import { Swarm } from './swarm.js';
import { Background } from './traffic.js';

const SOCKETS = 1000;
const CHANGES = 200;
const SECONDS = 10;
const FRAME = JSON.stringify({ values: Object.fromEntries(Array.from({ length: 27 }, (_, i) => [`IND-${i}`, i])), children: Array.from({ length: 12 }, () => 'x'.repeat(60)) });

/** A bare socket.io server of its own process: the limit. */
function bareServer(): void {
  const http = createServer();
  const server = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  const frame = JSON.parse(FRAME) as object;
  setInterval(() => server.of('/wall').emit('frame', { ...frame, asOf: new Date().toISOString() }), 250);
  server.of('/wall').on('connection', () => undefined);
  http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as { port: number }).port }));
}

async function measure(swarm: Swarm, pid: number): Promise<{ perSecond: number; p99: number; cpu: number; rssMb: number }> {
  swarm.frames = 0;
  swarm.latencies.length = 0;
  const before = processUse(pid);
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const after = processUse(pid);
  return { perSecond: swarm.frames / SECONDS, p99: percentile(swarm.latencies, 0.99), cpu: ((after.cpuS - before.cpuS) / SECONDS) * 100, rssMb: after.rssMb };
}

/** T4: a thousand screens, two hundred changes a second. */
export async function run(): Promise<BenchResult[]> {
  const bench = await openBench();
  let ours;
  try {
    const idle = new Background(bench, CHANGES, 8);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const quiet = processUse(bench.server.pid);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    const intakeCpu = ((processUse(bench.server.pid).cpuS - quiet.cpuS) / 5) * 100;
    const swarm = await Swarm.connect(bench.server.url, '000000001', SOCKETS);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    ours = { ...(await measure(swarm, bench.server.pid)), intakeCpu };
    await idle.stop();
    swarm.close();
  } finally {
    await bench.stop();
  }
  const child = fork(fileURLToPath(import.meta.url), ['bare'], { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const port = await new Promise<number>((resolve) => child.once('message', (message) => resolve((message as { port: number }).port)));
  const swarm = await Swarm.connect(`http://127.0.0.1:${port}`, '', SOCKETS);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const bare = await measure(swarm, child.pid ?? 0);
  swarm.close();
  child.kill();
  const share = ours.perSecond / bare.perSecond;
  return [
    { id: 'T4', name: '千屏帧延迟 p99', value: round(ours.p99), unit: 'ms', limit: round(bare.p99), ratio: null, target: '≤ 250 ms', met: ours.p99 <= 250 },
    { id: 'T4b', name: '送达帧/秒', value: round(ours.perSecond, 0), unit: '帧/秒', limit: round(bare.perSecond, 0), ratio: round(share, 3), target: '≥ 0.9', met: share >= 0.9 },
    { id: 'T4c', name: '服务占一个核', value: round(ours.cpu), unit: '%', limit: round(bare.cpu), ratio: null, target: '≤ 25 %', met: ours.cpu <= 25, note: `其中接收与入库 ${round(ours.intakeCpu)} %` },
    { id: 'T4d', name: '服务内存', value: round(ours.rssMb, 0), unit: 'MB', limit: null, ratio: null, target: '≤ 250 MB', met: ours.rssMb <= 250 },
  ];
}

if (process.argv[2] === 'bare') bareServer();
