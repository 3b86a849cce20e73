export { TlsModule } from './tls.module.js';
export { caFile, tlsFolder } from './tls-folder.js';
