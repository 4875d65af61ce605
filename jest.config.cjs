/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  maxWorkers: '100%',
  // Nothing is timed; this only ends a test that hangs, and a browser on a busy machine is slow.
  testTimeout: 120_000,
  reporters: ['default', '<rootDir>/test/closing-line.cjs'],
  globalSetup: '<rootDir>/test/store/postgres/global-setup.ts',
  globalTeardown: '<rootDir>/test/store/postgres/global-teardown.ts',
  testMatch: ['**/*.test.ts'],
  // A dynamic import must name the built file, as Node does; the tests run the source.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
};
