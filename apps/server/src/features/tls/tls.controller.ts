import { readFile } from 'node:fs/promises';
import { Controller, Get, Header, Inject, StreamableFile } from '@nestjs/common';
import { type Config, fail } from '#platform';
import { CONFIG } from '../../boot/tokens.js';
import { Access } from '../access/index.js';
import { caFile } from './tls-folder.js';

/** The local authority's certificate for phones; it holds nothing secret. */
@Controller('cert')
export class TlsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** @throws NOT_FOUND when `cli cert` was never run here */
  @Access('public')
  @Get('ca.crt')
  @Header('Cache-Control', 'no-store')
  async authority(): Promise<StreamableFile> {
    const pem = await readFile(caFile(this.config.dataDir)).catch(() => null);
    if (pem === null) throw fail('NOT_FOUND');
    return new StreamableFile(pem, { type: 'application/x-x509-ca-cert', disposition: 'attachment; filename="street-cockpit-ca.crt"' });
  }
}
