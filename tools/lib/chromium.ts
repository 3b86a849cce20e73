import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall, aptUnpack, findProgram, type Say } from '#platform/private-database';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

function present(folder: string): string | null {
  for (const name of NAMES) {
    const found = findProgram(name);
    if (found !== null) return found;
  }
  if (existsSync(MAC)) return MAC;
  const unpacked = join(folder, 'usr/lib/chromium/chromium');
  return existsSync(unpacked) ? unpacked : null;
}

/** Chromium for the browser suites: found, installed as root, or unpacked under `dataDir`. Null when none can be had. */
export async function findChromium(dataDir: string, say: Say): Promise<string | null> {
  const folder = join(dataDir, 'chromium-packages');
  const found = present(folder);
  if (found !== null) return found;
  if (await aptInstall(['chromium'], say)) return present(folder);
  if (await aptUnpack(['chromium', 'chromium-common'], folder, say)) return existsSync(folder) && readdirSync(folder).length > 0 ? present(folder) : null;
  return null;
}
