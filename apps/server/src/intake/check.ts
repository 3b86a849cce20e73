import { cloudEventSchema, type Envelope, EVENT_SCHEMAS, isInstant, isNaiveTime, LIMITS } from '#contracts';
import { type AppError, fail } from '#platform';
import { issueText } from '../boot/parse.js';
import { faultIn } from './parse-json.js';

const FUTURE_MS = 10 * 60_000;
const PAST_MS = 400 * 86_400_000;
/** Texts of `data` that name an instant. */
const TIME_KEYS = ['at', 'checkIn', 'checkOut'];

export interface CheckContext {
  /** Sources the sender's key opens. */
  sources: readonly string[];
  now: number;
  door: Envelope['door'];
}

export type Checked = { ok: true; envelope: Envelope } | { ok: false; id: string | null; error: AppError };

/**
 * Step 2 of intake: a sender's value as an envelope, or the coded reason why not. Pure.
 * A device's clock is never a reason to refuse its signal: an unbelievable time is marked and the receive time used.
 */
export function check(value: unknown, context: CheckContext): Checked {
  const id = idOf(value);
  try {
    return { ok: true, envelope: toEnvelope(value, context) };
  } catch (error) {
    return { ok: false, id, error: error as AppError };
  }
}

function toEnvelope(value: unknown, context: CheckContext): Envelope {
  const fault = faultIn(value);
  if (fault !== null) throw fail('JSON_FORBIDDEN_KEY', { key: fault });
  const parsed = cloudEventSchema.safeParse(value);
  if (!parsed.success) throw fail('EVENT_INVALID', { reason: issueText(parsed.error) });
  const event = parsed.data;
  if (!context.sources.includes(event.source)) throw fail('SOURCE_MISMATCH');
  const schema = EVENT_SCHEMAS.get(event.type);
  if (schema === undefined) throw fail('EVENT_TYPE_UNKNOWN', { type: event.type });
  const datum = (event.data['location'] as { datum?: unknown } | undefined)?.datum ?? (event.data['place'] as { location?: { datum?: unknown } } | undefined)?.location?.datum;
  const data = schema.safeParse(event.data);
  if (!data.success) {
    if (typeof datum === 'string' && data.error.issues.every((issue) => issue.path.at(-1) === 'datum')) throw fail('DATUM_UNKNOWN', { value: datum.slice(0, 20) });
    throw fail('EVENT_INVALID', { reason: issueText(data.error) });
  }
  const fromDevice = event.type.startsWith('alarm.') || event.type.startsWith('device.');
  const believed = checkTime(event.time, context.now, fromDevice);
  if (!fromDevice) for (const key of TIME_KEYS) if (typeof event.data[key] === 'string') checkTime(event.data[key], context.now, false);
  return {
    sourceId: event.source,
    eventId: event.id,
    type: event.type,
    subject: event.subject ?? null,
    time: believed ? new Date(event.time).toISOString() : new Date(context.now).toISOString(),
    receivedAt: new Date(context.now).toISOString(),
    door: context.door,
    timeQuality: believed ? 'device' : 'none',
    data: data.data as Record<string, unknown>,
  };
}

/** @returns false when a device's time cannot be believed; @throws for any other sender */
function checkTime(value: string, now: number, fromDevice: boolean): boolean {
  const ms = isInstant(value) ? Date.parse(value) : Number.NaN;
  if (ms <= now + FUTURE_MS && ms >= now - PAST_MS) return true;
  if (fromDevice) return false;
  if (isNaiveTime(value)) throw fail('EVENT_TIME_NAIVE', { value });
  throw fail('EVENT_TIME_ABSURD', { value: value.slice(0, 40) });
}

function idOf(value: unknown): string | null {
  const id = (value as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? id.slice(0, 128) : null;
}

/** Refuses a single event of a large batch that is larger than an event may be. */
export function checkSize(value: unknown): void {
  if (Buffer.byteLength(JSON.stringify(value) ?? '') > LIMITS.eventBytes) throw fail('EVENT_TOO_LARGE', { limit: LIMITS.eventBytes });
}
