import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { domainToASCII } from 'node:url';
import { UsageError } from '../usage.js';

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** A name or address in the form a certificate carries. @throws UsageError */
export function hostOf(text: string): string {
  if (isIP(text) !== 0) return text.toLowerCase();
  // `domainToASCII` would cut off a port or path in silence.
  const name = /[\s:/\\@?#]/.test(text) ? '' : domainToASCII(text).toLowerCase();
  if (!NAME.test(name)) throw new UsageError(`“${text}”不是主机名或 IP 地址(不要写 http:// 与端口)`);
  return name;
}

/** Addresses of this machine in the local network. */
function lanAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((item) => item.family === 'IPv4' && !item.internal)
    .map((item) => item.address);
}

/** By which this machine is reached: what was asked for first, then its own name, its addresses in the network, itself. */
export function hostsOfMachine(given: readonly string[]): [string, ...string[]] {
  const own = domainToASCII(hostname()).toLowerCase();
  // Phones find `name.local` without a name server.
  const names = NAME.test(own) && isIP(own) === 0 ? [own, ...(own.includes('.') ? [] : [`${own}.local`])] : [];
  const [first = 'localhost', ...rest] = new Set([...given.map(hostOf), ...names, ...lanAddresses(), 'localhost', '127.0.0.1', '::1']);
  return [first, ...rest];
}
