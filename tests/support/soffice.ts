import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

/** Path of LibreOffice; null where it is not installed. */
export function findOffice(): string | null {
  for (const name of ['soffice', 'libreoffice']) {
    const found = spawnSync('which', [name], { encoding: 'utf8' });
    if (found.status === 0) return found.stdout.trim();
  }
  return null;
}

/** Runs LibreOffice once over many files, with a profile of its own; what it could not open is simply not there afterwards. */
function convert(office: string, to: string, files: readonly string[], out: string): void {
  const profile = mkdtempSync(join(tmpdir(), 'office-'));
  try {
    execFileSync(office, ['--headless', `-env:UserInstallation=file://${profile}`, '--convert-to', to, '--outdir', out, ...files], { timeout: 300_000, stdio: 'ignore' });
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Shown texts of every sheet, as `file-sheet` → rows. */
export function sheetsAsShown(office: string, files: readonly string[], out: string): Map<string, string[][]> {
  convert(office, 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1', files, out);
  const names = readdirSync(out).filter((name) => name.endsWith('.csv'));
  return new Map(names.map((name) => [name.slice(0, -4), parse(readFileSync(join(out, name)), { relax_column_count: true })]));
}

/** Workbooks LibreOffice makes of flat documents. */
export function asWorkbooks(office: string, files: readonly string[], out: string): void {
  convert(office, 'xlsx:Calc MS Excel 2007 XML', files, out);
}
