import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from '#platform';
import { caFile, tlsFolder } from '../features/tls/index.js';
import { type Issued, makeAuthority, makeServerCertificate } from './cert/authority.js';
import { hostsOfMachine } from './cert/hosts.js';
import { UsageError } from './usage.js';

type Pair = Pick<Issued, 'certificate' | 'key'>;

/** Makes the local authority once, and a fresh server certificate each time. */
export async function cert(args: readonly string[]): Promise<number> {
  const given = args.filter((argument) => argument !== '--host');
  if (given.some((argument) => argument.startsWith('-'))) throw new UsageError('用法:cert [--host 主机名或地址 …]');
  const { dataDir } = readConfig();
  const made = await makeCertificates(dataDir, hostsOfMachine(given), Date.now());
  console.log(`${made.isNew ? '已建立本地证书机构' : '沿用已有的本地证书机构'}:${caFile(dataDir)}`);
  console.log(`服务器证书:${made.certificateFile}(有效至 ${made.notAfter.toISOString().slice(0, 10)},到期前再运行一次本命令)`);
  console.log(`可用于:${made.hosts.join('、')}`);
  console.log(`\n请写入 .env,然后重新启动服务:\n  TLS_CERT=${made.certificateFile}\n  TLS_KEY=${made.keyFile}`);
  console.log('\n每部手机做两步,只做一次:');
  console.log('  一、安装:在手机上打开 https://本机地址:端口/cert/ca.crt(首次会提示不安全,选择继续),或把上面的 ca.crt 传到手机后打开;');
  console.log('     iPhone:设置 → 已下载描述文件 → 安装。安卓:设置 → 安全 → 加密与凭据 → 安装证书 → CA 证书');
  console.log('  二、信任:iPhone:设置 → 通用 → 关于本机 → 证书信任设置 → 打开开关。安卓:安装时选“仍然安装”即已信任');
  console.log(`\n安装前请核对指纹(SHA-256):${made.fingerprint}`);
  console.log('ca.key 能签发手机会信任的证书,只留在这台机器上,不要外传');
  return 0;
}

export interface MadeCertificates {
  isNew: boolean;
  hosts: readonly string[];
  certificateFile: string;
  keyFile: string;
  notAfter: Date;
  fingerprint: string;
}

/** @throws ConfigError when only half of the authority is there, or it has expired */
export async function makeCertificates(dataDir: string, hosts: readonly [string, ...string[]], now: number): Promise<MadeCertificates> {
  const folder = tlsFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = readAuthority(dataDir, now);
  const authority = found ?? (await newAuthority(dataDir, now));
  const server = await makeServerCertificate(authority, hosts, now);
  const certificateFile = join(folder, 'server.crt');
  const keyFile = join(folder, 'server.key');
  writePair(certificateFile, keyFile, server);
  return { isNew: found === null, hosts, certificateFile, keyFile, notAfter: server.notAfter, fingerprint: new X509Certificate(authority.certificate).fingerprint256 };
}

const caKeyFile = (dataDir: string): string => join(tlsFolder(dataDir), 'ca.key');

function readAuthority(dataDir: string, now: number): Pair | null {
  const [certificateFile, keyFile] = [caFile(dataDir), caKeyFile(dataDir)];
  if (!existsSync(certificateFile) && !existsSync(keyFile)) return null;
  const remedy = `请移走整个 ${tlsFolder(dataDir)} 文件夹后再运行;手机需要重新安装新的 ca.crt`;
  if (!existsSync(certificateFile) || !existsSync(keyFile)) throw new ConfigError(`本地证书机构不完整(ca.crt 与 ca.key 缺一个)。${remedy}`);
  const certificate = readFileSync(certificateFile, 'utf8');
  if (Date.parse(new X509Certificate(certificate).validTo) <= now) throw new ConfigError(`本地证书机构已过期。${remedy}`);
  return { certificate, key: readFileSync(keyFile, 'utf8') };
}

async function newAuthority(dataDir: string, now: number): Promise<Pair> {
  const authority = await makeAuthority(`街道驾驶舱本地证书 ${hostname().slice(0, 24)}`, now);
  writePair(caFile(dataDir), caKeyFile(dataDir), authority);
  return authority;
}

function writePair(certificateFile: string, keyFile: string, pair: Pair): void {
  writeFileSync(keyFile, pair.key, { mode: 0o600, flush: true });
  writeFileSync(certificateFile, pair.certificate, { mode: 0o644, flush: true });
}
