import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.js';

/** Idempotency key of an event: 16 bytes of SHA-256 over source and event id (unique in table `event`). */
export function idemKey(sourceId: string, eventId: string): Buffer {
  return createHash('sha256').update(sourceId).update('\n').update(eventId).digest().subarray(0, 16);
}

/** Fingerprint of what an event says, to tell a repeat from the same id with other content. Key order does not matter. */
export function contentHash(value: unknown): Buffer {
  return createHash('sha256').update(canonicalJson(value)).digest().subarray(0, 16);
}

/** Public code of the case an event reports; known to its sender without asking, so that a result can follow at once. */
export function caseCodeOf(sourceId: string, eventId: string): string {
  return `SJ${idemKey(sourceId, eventId).readBigUInt64BE(0).toString(36).toUpperCase()}`;
}
