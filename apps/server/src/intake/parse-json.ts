import { LIMITS } from '#contracts';
import { fail } from '#platform';

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Depth of nesting of a JSON text, counted before it is parsed so that a bomb costs one pass and no stack. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 91 || c === 123) deepest = Math.max(deepest, ++depth);
    else if (c === 93 || c === 125) depth--;
  }
  return deepest;
}

/**
 * Bytes from a sender as a JSON value.
 * @throws NOT_UTF8, JSON_TOO_DEEP, JSON_INVALID
 */
export function parseJson(bytes: Uint8Array, extraDepth = 0): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw fail('NOT_UTF8');
  }
  const limit = LIMITS.jsonDepth + extraDepth;
  if (jsonDepth(text) > limit) throw fail('JSON_TOO_DEEP', { limit: LIMITS.jsonDepth });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw fail('JSON_INVALID', { reason: text.trim() === '' ? '内容为空' : '语法错误' }, error);
  }
}

/** First key a value must not have anywhere, or `\ud800` when a text holds half a character; null when it is clean. */
export function faultIn(value: unknown): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : '\\ud800';
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value)) {
    for (const item of value) {
      const fault = faultIn(item);
      if (fault !== null) return fault;
    }
    return null;
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN.has(key)) return key;
    const fault = faultIn((value as Record<string, unknown>)[key]);
    if (fault !== null) return fault;
  }
  return null;
}
