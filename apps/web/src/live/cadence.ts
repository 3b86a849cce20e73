/** How often what has arrived may become visible (design/wall.md 4.5). Alarms are exempt: they are shown at once. */
export interface Cadence {
  /** Ask for a publication; it happens now if the last one is old enough, else when it is due. */
  request: () => void;
  now: () => void;
  stop: () => void;
}

export function createCadence(everyMs: number, publish: () => void): Cadence {
  let last = -Infinity;
  let timer: ReturnType<typeof setTimeout> | null = null;
  const run = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    last = performance.now();
    publish();
  };
  return {
    request() {
      if (timer !== null) return;
      const wait = last + everyMs - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    now: run,
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

/** A row that appears stays at least 4 s: of `added` new rows at once, eight are on the screen. */
export function tickerWaitMs(added: number): number {
  return Math.min(4000, Math.max(250, added * 500));
}
