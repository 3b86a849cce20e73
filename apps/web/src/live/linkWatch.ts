import { LIVE } from '#contracts';

export type LinkState = 'live' | 'stale' | 'lost';

/** The mark must be on the screen within `lostMs`, so the watch bites a little earlier. */
const STALE_MS = LIVE.lostMs - 150;
/** A silent connection is cut and made anew after this; waiting for the transport's own timeout takes 45 s. */
const CUT_MS = 8000;

export function linkState(connected: boolean, silentMs: number): LinkState {
  if (!connected) return 'lost';
  return silentMs >= STALE_MS ? 'stale' : 'live';
}

export function mustCut(connected: boolean, silentMs: number): boolean {
  return connected && silentMs >= CUT_MS;
}
