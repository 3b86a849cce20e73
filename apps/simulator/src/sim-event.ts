export const SOURCES = ['demo-grid', 'demo-volunteer', 'demo-elder', 'demo-inspection'] as const;
export type SourceId = (typeof SOURCES)[number];

/** An event to send. */
export interface SimEvent {
  source: SourceId;
  id: string;
  type: string;
  /** ms UTC. */
  at: number;
  data: Record<string, unknown>;
  /** Id of the report of the same source whose case `data.caseRef` names; the code is asked for just before sending. */
  caseOf?: string;
}

/** Wire form (CloudEvents 1.0). */
export function toCloudEvent(event: SimEvent): Record<string, unknown> {
  return { specversion: '1.0', id: event.id, source: event.source, type: event.type, time: new Date(event.at).toISOString(), datacontenttype: 'application/json', data: event.data };
}

/** True for events a viewer sees in the ticker; heartbeats are not. */
export function isVisible(event: SimEvent): boolean {
  return !event.type.startsWith('device.');
}
