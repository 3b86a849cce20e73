import type { IncomingHttpHeaders } from 'node:http';
import { parseJson } from '../parse-json.js';

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'time', 'subject'];

/** CloudEvents binary mode: attributes in `ce-*` headers (percent-encoded UTF-8), data as the body. */
export function binaryEvent(headers: IncomingHttpHeaders, body: Uint8Array): Record<string, unknown> {
  const event: Record<string, unknown> = { data: body.byteLength === 0 ? {} : parseJson(body) };
  for (const name of ATTRIBUTES) {
    const value = headers[`ce-${name}`];
    if (typeof value === 'string') event[name] = decode(value);
  }
  return event;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
