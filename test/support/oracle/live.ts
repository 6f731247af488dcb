import fc from 'fast-check';
import { sql } from 'kysely';
import type { CommandContext } from '#commands/context';
import type { Db } from '#db/connect';
import type { Actor } from '#domain/actor';
import { TestClock, testContext } from '../context.ts';
import { DIALECTS, type OpenedDatabase, openDatabase } from '../databases.ts';
import { type BuiltScene, build } from './scene.ts';
import { Watcher } from './watcher.ts';
import type { World } from './world.ts';

const OPERATOR: Actor = { kind: 'operator', id: 'ann', name: 'Ann', roles: ['incidents'] };

export interface Lived {
  readonly ctx: CommandContext;
  readonly clock: TestClock;
  readonly scene: BuiltScene;
  readonly watcher: Watcher;
}

/** Few worlds in every run, each of many looks; a failure is shrunk for so long and then told. */
export function runsOf(few: number) {
  const numRuns = fc.readConfigureGlobal().numRuns ?? few;
  return {
    numRuns,
    interruptAfterTimeLimit: 60_000 + 2_000 * numRuns,
    markInterruptAsFailure: true,
    endOnFailure: true,
  };
}

/** A database for thousands of small writes, which need not outlive the machine; DIALECTS=postgres lives the worlds there. */
export async function openQuickDatabase(): Promise<OpenedDatabase> {
  const [dialect = 'sqlite'] = DIALECTS;
  const database = await openDatabase(dialect);
  if (dialect === 'sqlite') await sql`pragma synchronous = off`.execute(database.connection.db);
  return database;
}

export function contextOf(db: Db, clock: TestClock): CommandContext {
  return testContext(db, clock, OPERATOR);
}

/** Lives through a world from its first look to its last. */
export async function live(db: Db, world: World): Promise<Lived> {
  const clock = new TestClock();
  const ctx = contextOf(db, clock);
  const scene = await build(ctx, world);
  const watcher = new Watcher({ ctx, clock, scene });
  await watcher.live();
  return { ctx, clock, scene, watcher };
}
