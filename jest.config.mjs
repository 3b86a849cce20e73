/** One runner for every level; `tools/test.ts` chooses projects, prints the slowest and the total. */
const base = {
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        module: { type: 'es6' },
        sourceMaps: 'inline',
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          keepClassNames: true,
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          experimental: { keepImportAttributes: true },
        },
      },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/dist-web/', '<rootDir>/var/'],
};

const project = (displayName, testMatch, extra = {}) => ({ ...base, displayName, testMatch, ...extra });

export default {
  // A suite that starts a server and a browser on two busy cores needs more than Jest's five seconds; nothing waits longer than this.
  testTimeout: 30_000,
  testSequencer: '<rootDir>/tools/lib/slow-first.mjs',
  projects: [
    project('unit', ['<rootDir>/libs/**/*.spec.ts', '<rootDir>/apps/**/*.spec.ts', '<rootDir>/tools/**/*.spec.ts']),
    project('integration', ['<rootDir>/tests/integration/**/*.int-spec.ts']),
    project('e2e', ['<rootDir>/tests/e2e/**/*.e2e-spec.ts']),
    project('browser', ['<rootDir>/tests/browser/**/*.browser-spec.ts']),
    project('faults', ['<rootDir>/tests/faults/**/*.fault-spec.ts']),
    project('long', ['<rootDir>/tests/**/*.long-spec.ts']),
  ],
};
