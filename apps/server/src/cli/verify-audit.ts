import { CHAIN_FAULTS } from '#contracts';
import type { ChainReport, Database } from '#platform';
import { verifyTimelines } from '../features/alarms/index.js';
import { verifyAuditChain } from '../features/audit/index.js';
import { withDatabase } from './context.js';
import { Progress } from './progress.js';

type Check = (database: Database, progress: (entries: number) => void) => Promise<ChainReport>;

const CHAINS: readonly { table: string; name: string; check: Check }[] = [
  { table: 'audit_entry', name: '审计记录', check: verifyAuditChain },
  { table: 'alarm_timeline', name: '警情处置记录', check: verifyTimelines },
];

/** Checks every chain of hashes. @returns 1 at the first break, named */
export async function verifyAudit(): Promise<number> {
  return withDatabase((database) => verifyChains(database));
}

export async function verifyChains(database: Database, say: (line: string) => void = console.log): Promise<number> {
  for (const { table, name, check } of CHAINS) {
    const progress = new Progress((entries) => `${name}:已核对 ${entries} 条……`);
    const { entries, broken } = await check(database, (done) => progress.at(done));
    if (broken !== null) {
      say(`${name}(${table})断链:${/^\d+$/.test(broken.where) ? `第 ${broken.where} 条` : broken.where},${CHAIN_FAULTS[broken.fault]};此前 ${entries} 条完好`);
      return 1;
    }
    say(`${name}(${table}):${entries} 条,链完整`);
  }
  return 0;
}
