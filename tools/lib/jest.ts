import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root.js';

export interface Totals {
  passed: number;
  failed: number;
  skipped: number;
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numRuntimeErrorTestSuites: number;
  testResults: { name: string; status: string; startTime: number; endTime: number; assertionResults: { fullName: string; duration?: number | null; status: string }[] }[];
}

/** Runs Jest on some projects; what it prints goes through, the counts come back. */
export async function runJest(projects: readonly string[], args: readonly string[], environment: NodeJS.ProcessEnv): Promise<{ totals: Totals; tests: { name: string; ms: number }[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'cockpit-jest-'));
  const file = join(folder, 'report.json');
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '--selectProjects', ...projects, '--json', `--outputFile=${file}`, '--passWithNoTests', '--forceExit', ...args],
    { cwd: ROOT, env: environment, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const code = await new Promise<number>((resolve) => child.once('exit', (value) => resolve(value ?? 1)));
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const tests = report.testResults.flatMap((suite) => suite.assertionResults.map((test) => ({ name: `${suite.name.replace(`${ROOT}/`, '')} › ${test.fullName}`, ms: test.duration ?? 0 })));
    // A suite that cannot even be loaded has no tests to fail; it counts as one.
    return { totals: { passed: report.numPassedTests, failed: report.numFailedTests + report.numRuntimeErrorTestSuites, skipped: report.numPendingTests + report.numTodoTests }, tests };
  } catch {
    return { totals: { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }, tests: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
