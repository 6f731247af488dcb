import type { CommandContext } from '#commands/context';
import type { Config } from '#config';
import type { Db } from '#db/connect';
import { VISITOR } from '#domain/accounts/hats';
import type { Log } from '#lib/log';
import { newId } from '#lib/new-id';
import type { WatchRun } from '#lib/watched-run';
import type { Accounts } from './accounts/accounts.ts';
import { NO_VISIT } from './accounts/visit.ts';

/** What all requests of a process share. */
export interface SharedLocals {
  readonly config: Config;
  readonly log: Log;
  readonly db: Db;
  readonly accounts: Accounts;
  readonly watchRun: WatchRun;
}

/** What every page gets from outside; the middleware puts a signed-in actor in place of the visitor. */
export function createLocals({ config, log, db, accounts, watchRun }: SharedLocals, clientAddress: string): App.Locals {
  const ctx = { db, now: Date.now, newId, actor: VISITOR };
  return { ctx, config, log, accounts, clientAddress, watchRun, visit: { ...NO_VISIT, address: clientAddress } };
}

/** What the server itself does, asked by no person. */
export function ownContext(db: Db): CommandContext {
  return { db, now: Date.now, newId, actor: { kind: 'system', id: null, name: 'Outage Ledger' } };
}
