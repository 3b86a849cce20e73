import { onScopeDispose, shallowRef, watch } from 'vue';
import type { Ref, ShallowRef } from 'vue';

const REPEAT_MS = 10_000;

function tone(context: AudioContext, hz: number, at: number, seconds: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.25, at + 0.02);
  gain.gain.setValueAtTime(0.25, at + seconds - 0.05);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

/**
 * Two tones, again every 10 s while somebody must answer. Browsers keep a page silent until it was touched;
 * `blocked` says so on the screen, because a silent alarm that looks armed is worse than none.
 */
export function useAlarmSound(ringing: Ref<boolean>): { blocked: ShallowRef<boolean>; enable: () => void } {
  const blocked = shallowRef(false);
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;

  async function ready(): Promise<AudioContext | null> {
    context ??= new AudioContext();
    if (context.state !== 'running') {
      // Without a user gesture resume() may stay pending for ever.
      await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 300))]);
    }
    blocked.value = context.state !== 'running';
    return blocked.value ? null : context;
  }

  async function ring(): Promise<void> {
    const audio = await ready().catch(() => null);
    if (!audio) {
      blocked.value = true;
      return;
    }
    const at = audio.currentTime + 0.02;
    for (const pair of [0, 0.8]) {
      tone(audio, 880, at + pair, 0.35);
      tone(audio, 660, at + pair + 0.38, 0.35);
    }
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  watch(ringing, (on) => {
    stop();
    if (!on) return;
    void ring();
    timer = setInterval(() => void ring(), REPEAT_MS);
  }, { immediate: true });

  onScopeDispose(() => {
    stop();
    void context?.close();
  });
  return { blocked, enable: () => void (ringing.value ? ring() : ready()) };
}
