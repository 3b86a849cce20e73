/** Fails when the lock file lacks platform binaries that a package names: `npm ci` would then fail on every machine. */
import { readFileSync } from 'node:fs';
const packages = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
const have = new Set(Object.keys(packages).map((key) => key.replace(/^.*node_modules\//, '')));
let bad = 0;
for (const [key, value] of Object.entries(packages))
  for (const name of Object.keys(value.optionalDependencies ?? {}))
    if (!have.has(name)) {
      console.error(`incomplete lock: ${key} ${value.version} lacks ${name}`);
      bad++;
    }
process.exit(bad > 0 ? 1 : 0);
