import { onScopeDispose } from 'vue';
import type { Ref } from 'vue';
import { NAMESPACES } from '#contracts';
import type { SeatReport } from '#contracts';
import { useLive } from './useLive.js';
import type { Live } from './useLive.js';

const SEAT_EVERY_MS = 5000;

/** The operator's connection: as the wall's, and the seat says every 5 s that somebody sits there. */
export function useDesk(area: Ref<string | null>, seat: Ref<string>, seatState: Ref<SeatReport['state']>): Live {
  const live = useLive(NAMESPACES.desk, area);
  const timer = setInterval(() => {
    if (seat.value !== '') live.seat({ seat: seat.value, state: seatState.value });
  }, SEAT_EVERY_MS);
  onScopeDispose(() => clearInterval(timer));
  return live;
}
