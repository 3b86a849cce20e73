/** Which row is current. Kept by id, so that arriving alarms never move the operator's choice; without one, the first that waits. */
export function currentId(ids: readonly string[], wanted: string | null, firstWaiting: string | null = null): string | null {
  if (wanted !== null && ids.includes(wanted)) return wanted;
  return firstWaiting ?? ids[0] ?? null;
}

export function stepId(ids: readonly string[], current: string | null, by: 1 | -1): string | null {
  if (ids.length === 0) return null;
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return ids[0] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + by))] ?? null;
}

export const SEATS = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));

const SEAT_KEY = 'cockpit.seat';

export function loadSeat(): string {
  try {
    return localStorage.getItem(SEAT_KEY) ?? '';
  } catch {
    return '';
  }
}

export function saveSeat(seat: string): void {
  try {
    localStorage.setItem(SEAT_KEY, seat);
  } catch {
    // Without storage the seat is asked again after a reload; nothing else is lost.
  }
}
