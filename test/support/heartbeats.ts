import { makeHeartbeatAddress } from '#commands/make-heartbeat-address';
import type { Db } from '#db/connect';
import type { TestClock } from './context.ts';
import { testContext } from './context.ts';
import { addCheck, addService } from './rows.ts';

export interface HeartbeatScene {
  readonly checkId: string;
  readonly path: string;
  readonly token: string;
}

/** A heartbeat check that expects a call every hour, with its address. */
export async function addHeartbeat(
  db: Db,
  clock: TestClock,
  target: Readonly<Record<string, string>> = { every: '1h', grace: '5m' },
): Promise<HeartbeatScene> {
  const { id } = await addCheck(db, await addService(db), {
    kind: 'heartbeat',
    target: JSON.stringify(target),
    state: 'unknown',
    nextDueAt: clock.at,
    createdAt: clock.at,
  });
  const { path } = await makeHeartbeatAddress(testContext(db, clock), { checkId: id });
  return { checkId: id, path, token: path.slice(path.lastIndexOf('/') + 1) };
}
