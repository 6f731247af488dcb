import type { CommandContext } from '#commands/context';
import type { Db } from '#db/connect';
import type { Actor } from '#domain/actor';
import { newId } from '#lib/new-id';

export const SYSTEM: Actor = { kind: 'system', id: null, name: 'system' };

/** A clock that stands still until it is moved. */
export class TestClock {
  at: number;

  constructor(at: string | number = '2026-11-22T12:00:00Z') {
    this.at = typeof at === 'number' ? at : Date.parse(at);
  }

  readonly now = (): number => this.at;

  advance(ms: number): void {
    this.at += ms;
  }
}

/** A command context for tests, on a clock of the test's own. */
export function testContext(db: Db, clock: TestClock, actor: Actor = SYSTEM): CommandContext {
  return { db, now: clock.now, newId, actor };
}
