import { randomUUIDv7 } from 'node:crypto';
import type { Config } from '#config';
import type { Db } from '#db/connect';
import type { Log } from '#lib/log';

/** What every page gets from outside; the middleware puts a signed-in actor in place of the visitor. */
export function createLocals(config: Config, log: Log, db: Db, clientAddress: string): App.Locals {
  const actor = { kind: 'visitor', id: null, name: 'visitor' } as const;
  return { ctx: { db, now: Date.now, newId: randomUUIDv7, actor }, config, log, clientAddress };
}
