/** Tests are ES modules: swc only strips the types, as Node does. */
const base = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2023', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
};

/** @param {string} name */
const project = (name) => ({ ...base, displayName: name, testMatch: [`<rootDir>/test/${name}/**/*.test.ts`] });

/** Started once for all files of a project. */
const onOnePlatform = {
  globalSetup: '<rootDir>/test/integration/start-platform.ts',
  globalTeardown: '<rootDir>/test/integration/stop-platform.ts',
};

/** @type {import('jest').Config} */
export default {
  // For a run by hand; test/run.ts gives each tier its own limit, which Jest doesn't take from a project.
  testTimeout: 60_000,
  projects: [
    project('unit'),
    project('golden'),
    { ...project('integration'), ...onOnePlatform },
    { ...project('faults'), ...onOnePlatform },
    { ...project('system'), globalSetup: '<rootDir>/test/system/install-tools.ts' },
    project('soak'),
  ],
};
