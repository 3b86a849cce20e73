/** Who may import whom (design/architecture.md §2). Each rule is named after what it protects. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });
const inside = (folder) => `^${folder}/`;
const others = (...allowed) => ({ path: '^(apps|libs|tools|tests)/', pathNot: allowed.map(inside) });

export default {
  forbidden: [
    rule('no-cycles', 'a cycle has no order of loading and no boundary', {}, { circular: true }),
    rule('contracts-import-nothing', 'shapes of the wire depend on nothing', { path: inside('libs/contracts') }, others('libs/contracts')),
    rule('catalogue-imports-contracts', 'data and pure functions', { path: inside('libs/catalogue') }, others('libs/catalogue', 'libs/contracts')),
    rule('keywords-import-catalogue', 'words to definition: pure, no database, no framework', { path: inside('libs/keywords') }, others('libs/keywords', 'libs/catalogue', 'libs/contracts')),
    rule('platform-imports-contracts', 'platform knows no feature', { path: inside('libs/platform') }, others('libs/platform', 'libs/contracts')),
    rule('features-import-below', 'features never import intake or live', { path: inside('apps/server/src/features') }, { path: '^apps/server/src/(intake|live|demo|cli)/' }),
    rule('feature-by-its-index', "another feature is reached through its index.ts only", { path: '^apps/server/src/features/([^/]+)/' }, { path: '^apps/server/src/features/([^/]+)/', pathNot: ['^apps/server/src/features/$1/', '^apps/server/src/features/[^/]+/index\\.ts$'] }),
    rule('intake-live-by-index', 'intake and live reach features through index.ts', { path: '^apps/server/src/(intake|live|demo|cli)/' }, { path: '^apps/server/src/features/[^/]+/', pathNot: '^apps/server/src/features/[^/]+/index\\.ts$' }),
    rule('intake-knows-no-live', 'they meet on the bus', { path: '^apps/server/src/intake/' }, { path: '^apps/server/src/live/' }),
    rule('web-imports-contracts', 'the page knows the wire and the catalogue', { path: inside('apps/web'), pathNot: 'vite\\.config' }, others('apps/web', 'libs/contracts', 'libs/catalogue')),
    rule('simulator-imports-contracts', 'the simulator uses public doors only', { path: inside('apps/simulator') }, others('apps/simulator', 'libs/contracts', 'libs/catalogue')),
    rule('testing-for-tests', 'test helpers stay out of the product', { path: '^(apps|libs)/', pathNot: ['^libs/testing/', '\\.spec\\.ts$'] }, { path: inside('libs/testing') }),
    rule('rules-are-pure', '*.rules.ts needs no database and no framework', { path: '\\.rules\\.ts$' }, { path: '(typeorm|mysql2|@nestjs)' }),
    rule('socket-io-client-in-one-place', 'only src/live knows the transport', { path: inside('apps/web'), pathNot: '^apps/web/src/live/' }, { path: 'socket\\.io-client' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|dist-web|var|node_modules)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default'], exportsFields: ['exports'], extensions: ['.ts', '.vue', '.js', '.mjs', '.json'] },
  },
};
