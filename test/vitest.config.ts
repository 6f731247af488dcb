import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/properties.ts', 'test/support/each-file.ts'],
    reporters: ['default', 'test/support/summary-reporter.ts'],
    pool: 'forks',
    // A file leaves nothing behind, so that the next one in the same process finds its modules loaded and warm.
    isolate: false,
    // Much of a run is waiting for servers of the tests' own: also on two cores three files go side by side.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 90_000,
    teardownTimeout: 20_000,
    // What is waited for comes as fast as the machine is free; on two busy cores a page may take seconds.
    expect: { poll: { timeout: 20_000 } },
    env: { TZ: 'Pacific/Apia', LOG_LEVEL: 'silent' },
  },
});
