import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const SESSION_COOKIE = 'cockpit_session';
export const WALL_COOKIE = 'cockpit_wall';

/** 256 random bits, safe in URLs and headers. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Tokens are stored as hashes only: a stolen table opens nothing. They are random, so a plain SHA-256 is enough. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export function bearer(headers: IncomingHttpHeaders): string | null {
  const match = /^Bearer\s+(\S{1,256})$/i.exec(headers.authorization ?? '');
  return match?.[1] ?? null;
}

export function cookie(headers: IncomingHttpHeaders, name: string): string | null {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return value.slice(0, 256);
  }
  return null;
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** True for a connection from this machine that no proxy has passed on. */
export function isLoopback(address: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (FORWARDED.some((name) => headers[name] !== undefined)) return false;
  return address === '127.0.0.1' || address === '::1' || address === '::ffff:127.0.0.1';
}
