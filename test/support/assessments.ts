import type { Db } from '#db/connect';
import { assessWindows } from '#jobs/upkeep/assess-windows';
import { createLog } from '#lib/log';
import { type TestClock, testContext } from './context.ts';

/** Runs the upkeep of assessments once, as a process of its own. */
export function runAssessments(db: Db, clock: TestClock, signal = new AbortController().signal): Promise<void> {
  return assessWindows({ ctx: testContext(db, clock), log: createLog('silent'), signal });
}
