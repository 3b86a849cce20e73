import js from '@eslint/js';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';

/** Our own rules carry their reason; consistent-type-imports stays off, it would break Nest's injection (toolchain trap 18). */
const shared = {
  'max-lines': ['error', { max: 300 }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
};

const typed = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
};

/** The environment is read in one place per program. */
const environment = {
  'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'settings are read in config.ts only' }],
};

export default tseslint.config(
  { ignores: ['dist/', 'dist-web/', 'var/', 'node_modules/', 'coverage/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  { rules: { ...shared, 'no-undef': 'off' } },
  {
    files: ['apps/server/**/*.ts', 'apps/simulator/**/*.ts', 'libs/**/*.ts', 'tools/**/*.ts', 'tests/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: typed,
  },
  {
    files: ['apps/web/**/*.ts', 'apps/web/**/*.vue'],
    languageOptions: { parserOptions: { parser: tseslint.parser, project: './apps/web/tsconfig.json', tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] } },
    rules: { ...typed, 'vue/no-v-html': 'error', 'vue/multi-word-component-names': 'off' },
  },
  { files: ['apps/**/*.ts', 'libs/**/*.ts'], ignores: ['**/config.ts', '**/private-database/**', 'apps/web/vite.config.ts', '**/*.spec.ts', 'libs/testing/**'], rules: environment },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts', 'tests/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', { selector: "MemberExpression[property.name='only'][object.name=/^(it|test|describe)$/]", message: 'no focused tests' }] },
  },
);
