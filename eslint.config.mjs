import js from '@eslint/js';
import jest from 'eslint-plugin-jest';
import tseslint from 'typescript-eslint';

const outsideWorld = [
  'process',
  'fetch',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'console',
  'performance',
];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'data/', 'intents/schema/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: false },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression',
          message: 'A double cast hides a doubt: parse it instead.',
        },
      ],
      eqeqeq: 'error',
      'no-console': 'error',
      complexity: ['error', { max: 15, variant: 'modified' }],
      'max-depth': ['error', 4],
    },
  },
  {
    files: ['src/bounce/**', 'src/classifier/**', 'src/dialogue/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...outsideWorld.map((name) => ({ name, message: 'This room is pure: hand it in.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'This room is pure: the time comes with the event.' },
        { object: 'Math', property: 'random', message: 'This room is pure: ids come with the event.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: ':function[async=true]', message: 'Nothing is awaited in a pure room.' },
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
          message: 'The time comes with the event.',
        },
      ],
    },
  },
  {
    files: ['test/**/*.ts'],
    ...jest.configs['flat/recommended'],
    rules: {
      ...jest.configs['flat/recommended'].rules,
      'jest/expect-expect': ['error', { assertFunctionNames: ['expect', 'expect*', 'fc.assert'] }],
      'jest/no-standalone-expect': 'off',
    },
  },
  {
    // A contract suite is run by the test file of each form that keeps it.
    files: ['test/**/*-contract.ts'],
    rules: { 'jest/no-export': 'off' },
  },
  {
    // Names are checked by tsc, which knows the browser's.
    files: ['adapters/web/page/*.js'],
    rules: { 'no-undef': 'off', eqeqeq: 'error', 'no-console': 'error', complexity: ['error', 15] },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: { module: 'readonly', require: 'readonly', process: 'readonly', console: 'readonly' },
    },
  },
);
