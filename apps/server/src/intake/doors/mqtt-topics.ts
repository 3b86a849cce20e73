const EVENTS = /^street\/v1\/([A-Za-z0-9_.:-]{1,64})\/events$/;

/** Source a topic of events names; null for any other topic. */
export function eventsSource(topic: string): string | null {
  return EVENTS.exec(topic)?.[1] ?? null;
}

export function receiptsTopic(sourceId: string): string {
  return `street/v1/${sourceId}/receipts`;
}
