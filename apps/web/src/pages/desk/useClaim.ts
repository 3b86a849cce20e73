import { shallowRef } from 'vue';
import type { Ref, ShallowRef } from 'vue';
import type { AlarmCard } from '#contracts';
import { ApiError, api, messageOf } from '../../api.js';

export interface ClaimNote {
  id: string;
  text: string;
}

/** Takes an alarm for this seat. Who was too late reads who has it. */
export function useClaim(seat: Ref<string>): { claim: (alarm: AlarmCard) => Promise<void>; busyId: ShallowRef<string | null>; note: ShallowRef<ClaimNote | null> } {
  const busyId = shallowRef<string | null>(null);
  const note = shallowRef<ClaimNote | null>(null);

  async function claim(alarm: AlarmCard): Promise<void> {
    if (busyId.value !== null) return;
    if (seat.value === '') {
      note.value = { id: alarm.id, text: '请先在页面顶部选择席位号' };
      return;
    }
    busyId.value = alarm.id;
    note.value = null;
    try {
      await api<unknown>(`/api/v1/alarms/${encodeURIComponent(alarm.id)}/actions`, { method: 'POST', body: { action: 'claim', version: alarm.version, seat: seat.value } });
    } catch (cause) {
      const by: unknown = cause instanceof ApiError ? cause.details['by'] : undefined;
      const late = cause instanceof ApiError && cause.status === 409 && typeof by === 'string';
      note.value = { id: alarm.id, text: late ? `未受理成功：${by} 已先受理` : messageOf(cause) };
    } finally {
      busyId.value = null;
    }
  }

  return { claim, busyId, note };
}
