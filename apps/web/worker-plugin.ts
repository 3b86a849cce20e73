import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rollup } from 'vite';

type Bundle = Rollup.OutputBundle;

/** Scripts and styles that a page needs when it starts with the entry and one lazy route. */
function filesOf(bundle: Bundle, route: string): string[] {
  const chunks = Object.values(bundle).filter((item): item is Rollup.OutputChunk => item.type === 'chunk');
  const wanted = new Set<string>();
  const walk = (chunk: Rollup.OutputChunk): void => {
    if (wanted.has(chunk.fileName)) return;
    wanted.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) wanted.add(style);
    for (const name of chunk.imports) {
      const next = chunks.find((item) => item.fileName === name);
      if (next !== undefined) walk(next);
    }
  };
  for (const chunk of chunks) if (chunk.isEntry || chunk.facadeModuleId?.endsWith(route) === true) walk(chunk);
  return [...wanted].sort();
}

/** Writes `/sw.js` with the list of this build's files, so that a new build is a new worker. */
export function phoneWorker(): Plugin {
  return {
    name: 'phone-worker',
    apply: 'build',
    enforce: 'post',
    // After Vite has taken out the scripts of which only a style is left.
    generateBundle: { order: 'post', handler(_, bundle) {
      const files = ['/favicon.svg', ...filesOf(bundle, '/phone/VisitApp.vue').map((name) => `/${name}`)];
      const source = readFileSync(join(import.meta.dirname, 'sw.js'), 'utf8');
      const version = createHash('sha256').update(JSON.stringify(files)).update(source).digest('hex').slice(0, 12);
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: `self.BUILD = ${JSON.stringify({ VERSION: version, FILES: files })};\n${source}` });
    } },
  };
}
