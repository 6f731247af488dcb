import type { Reporter, TestModule } from 'vitest/node';

/** Prints `N passed, N failed` as the last line, for whoever reads the run by machine. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      const before = failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failed += 1;
        else skipped += 1;
      }
      // A file that could not be loaded has no failing test of its own.
      if (module.state() === 'failed' && failed === before) failed += 1;
    }
    const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    process.once('exit', () => {
      process.stdout.write(`\n${line}\n`);
      // A package that stops PostgreSQL at the end ends the process with 0 whatever happened before.
      if (failed > 0) process.exitCode = 1;
    });
  }
}
