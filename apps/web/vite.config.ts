import vue from '@vitejs/plugin-vue';
import { join } from 'node:path';
import { defaultClientConditions, defineConfig } from 'vite';
import { phoneWorker } from './worker-plugin.js';

const api = process.env['API_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [vue(), phoneWorker()],
  resolve: {
    conditions: ['source', ...defaultClientConditions],
    // Pages use constants and types of the contracts, never their schemas; see the file.
    alias: { zod: join(import.meta.dirname, 'src/no-zod.ts') },
  },
  build: {
    outDir: '../../dist-web',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 1300,
    // Small font slices must stay files: the server's policy allows no `data:` fonts.
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': api, '/wall/pair': api, '/socket.io': { target: api, ws: true } } },
});
