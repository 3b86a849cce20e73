import { readFileSync } from 'node:fs';

const TICKS = 100;

/** Seconds of processor time a process has used, and its resident memory in MB (Linux). */
export function processUse(pid: number): { cpuS: number; rssMb: number } {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return { cpuS: (Number(fields[11]) + Number(fields[12])) / TICKS, rssMb: Number(rss) / 1024 };
}
