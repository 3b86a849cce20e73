import { existsSync } from 'node:fs';
import { keyFolder, Keyring, saveKeyring, useKeyring } from '#platform';

let ring: Keyring | null = null;

/**
 * One ring for this test process, in use from now on. With `dataDir` it is also written there, so that a server in this
 * process or in a child opens what the test has sealed, and the other way round.
 */
export function useTestKeys(dataDir?: string): Keyring {
  ring ??= Keyring.random();
  if (dataDir !== undefined && !existsSync(keyFolder(dataDir))) saveKeyring(dataDir, ring);
  useKeyring(ring);
  return ring;
}
