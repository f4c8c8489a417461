const seconds = 1000;

/** Tests are ES modules: swc only strips the types, as Node does. */
const base = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
};

/** @param {string} name @param {number} testTimeout */
const project = (name, testTimeout) => ({
  ...base,
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  testTimeout,
});

/** @type {import('jest').Config} */
export default {
  projects: [
    project('unit', 20 * seconds),
    project('golden', 60 * seconds),
    project('integration', 180 * seconds),
    { ...project('system', 300 * seconds), globalSetup: '<rootDir>/test/system/install-tools.ts' },
    project('soak', 600 * seconds),
  ],
};
