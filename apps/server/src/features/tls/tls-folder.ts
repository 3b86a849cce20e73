import { join } from 'node:path';

/** Where `cli cert` keeps what it made. */
export const tlsFolder = (dataDir: string): string => join(dataDir, 'tls');

/** The authority's certificate: public, phones install it. */
export const caFile = (dataDir: string): string => join(tlsFolder(dataDir), 'ca.crt');
