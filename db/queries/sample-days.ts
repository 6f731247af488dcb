import type { SampleDay } from '#domain/credits/evidence-document';
import type { Interval } from '#domain/interval';
import { bucketStart } from '#domain/rollups/rollup';
import { DAY_MS, toIso } from '#domain/time';
import type { SampleState } from '#domain/words';
import type { Db } from '../connect.ts';

interface CheckOfDays {
  readonly id: string;
  readonly no: number;
  readonly serviceId: string;
  readonly surface: SampleDay['surface'];
  readonly intervalMs: number;
  /** Days before are read rolled up, later ones from the samples: no sample is counted twice or not at all. */
  readonly rolledUntil: number;
}

interface StateCounts {
  readonly upCount: number;
  readonly downCount: number;
  readonly unknownCount: number;
}

interface CountedDay extends StateCounts {
  readonly checkNo: number;
  readonly startedAt: number;
}

/** How often each check of the services looked on the days of UTC that the span touches: the same before and after pruning. */
export async function listSampleDays(db: Db, serviceIds: readonly string[], span: Interval): Promise<SampleDay[]> {
  if (serviceIds.length === 0) return [];
  const checks = new Map((await listChecksOfDays(db, serviceIds)).map((check) => [check.no, check]));
  if (checks.size === 0) return [];
  const days = {
    startedAt: bucketStart(span.startedAt, 1_440),
    endedAt: bucketStart(span.endedAt - 1, 1_440) + DAY_MS,
  };
  const counted = [...(await listRolledDays(db, checks, days)), ...(await countLatestDays(db, checks, days))];
  return counted
    .flatMap(({ checkNo, startedAt, upCount: up, downCount: down, unknownCount: unknown }): SampleDay[] => {
      const check = checks.get(checkNo);
      if (!check) return [];
      const { id: checkId, serviceId, surface, intervalMs } = check;
      const counts = { up, down, unknown, expected: Math.floor(DAY_MS / intervalMs) };
      return [{ serviceId, checkId, surface, day: toIso(startedAt).slice(0, 'YYYY-MM-DD'.length), ...counts }];
    })
    .toSorted((a, b) => (`${a.checkId}|${a.day}` < `${b.checkId}|${b.day}` ? -1 : 1));
}

async function listChecksOfDays(db: Db, serviceIds: readonly string[]): Promise<CheckOfDays[]> {
  const rows = await db
    .selectFrom('healthCheck')
    .leftJoin('rollupMark', 'rollupMark.checkNo', 'healthCheck.no')
    .select(['id', 'no', 'serviceId', 'surface', 'intervalMs', 'rolledUntil'])
    .where('serviceId', 'in', [...serviceIds])
    .execute();
  return rows.map((row) => ({ ...row, rolledUntil: bucketStart(row.rolledUntil ?? 0, 1_440) }));
}

async function listRolledDays(db: Db, checks: ReadonlyMap<number, CheckOfDays>, span: Interval): Promise<CountedDay[]> {
  const rows = await db
    .selectFrom('sampleRollup')
    .select(['checkNo', 'startedAt', 'upCount', 'downCount', 'unknownCount'])
    .where('checkNo', 'in', [...checks.keys()])
    .where('minutes', '=', 1_440)
    .where('startedAt', '>=', span.startedAt)
    .where('startedAt', '<', span.endedAt)
    .execute();
  return rows.filter(({ checkNo, startedAt }) => startedAt < (checks.get(checkNo)?.rolledUntil ?? 0));
}

async function countLatestDays(
  db: Db,
  checks: ReadonlyMap<number, CheckOfDays>,
  span: Interval,
): Promise<CountedDay[]> {
  const from = Math.min(...[...checks.values()].map(({ rolledUntil }) => rolledUntil));
  const rows = await db
    .selectFrom('sample')
    .select((eb) => [
      'checkNo',
      eb('at', '/', eb.lit(DAY_MS)).as('dayNo'),
      'state',
      eb.fn.countAll<number>().as('count'),
    ])
    .where('checkNo', 'in', [...checks.keys()])
    .where('at', '>=', Math.max(span.startedAt, from))
    .where('at', '<', span.endedAt)
    .groupBy((eb) => ['checkNo', eb('at', '/', eb.lit(DAY_MS)), 'state'])
    .execute();
  const latest = rows
    .map(({ dayNo, ...row }) => ({ ...row, startedAt: Number(dayNo) * DAY_MS }))
    .filter(({ checkNo, startedAt }) => startedAt >= (checks.get(checkNo)?.rolledUntil ?? 0));
  const days = Map.groupBy(latest, ({ checkNo, startedAt }) => `${checkNo}|${startedAt}`);
  return [...days.values()].flatMap((own) => {
    const [first] = own;
    return first ? [{ checkNo: first.checkNo, startedAt: first.startedAt, ...stateCounts(own) }] : [];
  });
}

function stateCounts(rows: readonly { readonly state: SampleState; readonly count: number }[]): StateCounts {
  const count = (state: SampleState): number => rows.find((row) => row.state === state)?.count ?? 0;
  return { upCount: count('up'), downCount: count('down'), unknownCount: count('unknown') };
}
