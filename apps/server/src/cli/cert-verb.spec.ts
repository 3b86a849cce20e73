import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { caFile, tlsFolder } from '../features/tls/index.js';
import { hostOf, hostsOfMachine } from './cert/hosts.js';
import { makeCertificates } from './cert-verb.js';

/** Resolves with the verified host, rejects with the reason of refusal. */
function tryTls(port: number, servername: string, ca: string | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // An address cannot be a server name; the check then uses the host that was dialled.
    const name = /^\d|:/.test(servername) ? { host: servername } : { host: '127.0.0.1', servername };
    const socket = connect({ port, ...name, ...(ca === undefined ? {} : { ca }) }, () => {
      resolve(socket.authorized);
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

describe('cert', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'cert-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('makes a server certificate that a client accepts who trusts the authority, and nobody else', async () => {
    const made = await makeCertificates(dataDir, hostsOfMachine(['Cockpit.Example.CN']), Date.now());
    const server = createServer({ cert: readFileSync(made.certificateFile), key: readFileSync(made.keyFile) });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const ca = readFileSync(caFile(dataDir), 'utf8');
    try {
      for (const host of ['localhost', '127.0.0.1', 'cockpit.example.cn']) expect(await tryTls(port, host, ca)).toBe(true);
      await expect(tryTls(port, 'other.example.cn', ca)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      await expect(tryTls(port, 'localhost', undefined)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    } finally {
      await new Promise((done) => server.close(done));
    }
  });

  it('keeps within what phones accept', async () => {
    const made = await makeCertificates(dataDir, ['10.0.0.5', 'localhost'], Date.now());
    const leaf = new X509Certificate(readFileSync(made.certificateFile));
    const ca = new X509Certificate(readFileSync(caFile(dataDir)));
    expect((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 86_400_000).toBeLessThanOrEqual(825);
    expect(leaf.subjectAltName).toBe('IP Address:10.0.0.5, DNS:localhost');
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect([leaf.ca, ca.ca, leaf.checkIssued(ca), leaf.verify(ca.publicKey)]).toEqual([false, true, true, true]);
    expect(ca.subject).toContain('街道驾驶舱本地证书');
    expect(made.fingerprint).toBe(ca.fingerprint256);
  });

  it('keeps the authority when it is run again, and its key to its owner', async () => {
    const first = await makeCertificates(dataDir, ['localhost'], Date.now());
    const ca = readFileSync(caFile(dataDir));
    const second = await makeCertificates(dataDir, ['localhost'], Date.now());
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(readFileSync(caFile(dataDir))).toEqual(ca);
    expect([mode(tlsFolder(dataDir)), mode(join(tlsFolder(dataDir), 'ca.key')), mode(second.keyFile)]).toEqual(['700', '600', '600']);
    await expect(makeCertificates(dataDir, ['localhost'], Date.now() + 3651 * 86_400_000)).rejects.toThrow('已过期');
    rmSync(join(tlsFolder(dataDir), 'ca.key'));
    await expect(makeCertificates(dataDir, ['localhost'], Date.now())).rejects.toThrow('不完整');
  });

  it('takes names as people write them and refuses what is none', () => {
    expect(hostOf('街道.example.cn')).toMatch(/^xn--[a-z0-9]+\.example\.cn$/);
    expect([hostOf('10.1.2.3'), hostOf('FE80::1'), hostOf('Pc-1')]).toEqual(['10.1.2.3', 'fe80::1', 'pc-1']);
    for (const bad of ['http://a', 'a:3000', 'a b', '', '*', 'a/b', '-a']) expect(() => hostOf(bad)).toThrow('不是主机名');
    expect(hostsOfMachine(['a', 'a', '127.0.0.1'])[0]).toBe('a');
  });
});
