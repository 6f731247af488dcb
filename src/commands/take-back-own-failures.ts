import type { Selectable } from 'kysely';
import { getLastGoodAnswer } from '#db/queries/own-connection';
import { lockRows } from '#db/row-locks';
import type { HealthCheckTable } from '#db/schema/watching';
import { forgetFailures, type OwnFault } from '#domain/watching/own-fault';
import { HERE } from '#domain/watching/place-choice';
import { type CommandContext, inTransaction } from './context.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { markPublicChange } from './mark-public-change.ts';
import { getWitnessedUntil } from './note-witnessed.ts';
import { settleMeasuredOutages } from './settle-measured-outage.ts';
import { takeBackPlaceFailures } from './take-back-place-failures.ts';
import { writeAudit } from './write-audit.ts';
import { forgiveFailures, widenGap } from './write-measurement-gaps.ts';

const REASON = 'Our own connection was lost at the time: nothing was measured.';

type Check = Selectable<HealthCheckTable>;

/**
 * Judges again what was written before our lost connection was noticed: since the last good sample of any check, or since
 * witnesses last answered before and after a failure, nobody saw anything. Failures of that time become unknown, outages that
 * rest on them are taken back or shortened, and incidents of which nothing is left end as a mistake of ours.
 */
export async function takeBackOwnFailures(ctx: CommandContext): Promise<{ readonly checks: number }> {
  const blindSince = Math.max(await getLastGoodAnswer(ctx.db), await getWitnessedUntil(ctx));
  const alone = await takeBackAlone(ctx, blindSince);
  // Of checks that other places see as well, only what we ourselves saw is taken back: by itself, because it locks other checks.
  const shared = await takeBackPlaceFailures(ctx, { placeId: HERE, blindSince });
  return { checks: alone.checks + shared.checks };
}

function takeBackAlone(ctx: CommandContext, blindSince: number): Promise<{ readonly checks: number }> {
  return inTransaction(ctx, async (ctx) => {
    const faults = (await lockSuspects(ctx, blindSince)).flatMap((row) => {
      const fault = forgetFailures(row, blindSince);
      return fault ? [{ row, fault }] : [];
    });
    if (faults.length === 0) return { checks: 0 };
    await lockOutageChanges(ctx);
    for (const { row, fault } of faults) await forget(ctx, { row, fault, blindSince });
    const services = [...Map.groupBy(faults, ({ row }) => row.serviceId)].map(([serviceId, own]) => {
      const since = Math.min(...own.map(({ fault }) => fault.unknownSince));
      return { serviceId, since, reason: REASON, ownFault: true };
    });
    await settleMeasuredOutages(ctx, services);
    await markPublicChange(ctx);
    const detail = { checks: faults.length, since: blindSince };
    await writeAudit(ctx, { action: 'take-back-own-failures', subjectKind: 'connection', subjectId: 'own', detail });
    return { checks: faults.length };
  });
}

async function lockSuspects(ctx: CommandContext, blindSince: number): Promise<Check[]> {
  const suspects = ctx.db
    .selectFrom('healthCheck')
    .selectAll()
    .where('archivedAt', 'is', null)
    .where('pausedAt', 'is', null)
    .where('kind', '<>', 'heartbeat')
    .where('polledFrom', '=', 'here')
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'down'), eb('stateSince', '>', blindSince)]),
        eb('firstFailureAt', '>', blindSince),
      ]),
    )
    .orderBy('no');
  return lockRows(ctx.db, suspects).execute();
}

interface Forgotten {
  readonly row: Check;
  readonly fault: OwnFault;
  readonly blindSince: number;
}

async function forget(ctx: CommandContext, { row, fault, blindSince }: Forgotten): Promise<void> {
  const { id: checkId, serviceId, no } = row;
  const slowSince = row.slowSince !== null && row.slowSince > blindSince ? null : row.slowSince;
  await ctx.db
    .updateTable('healthCheck')
    .set({ ...fault.check, slowSince })
    .where('id', '=', checkId)
    .execute();
  await ctx.db
    .updateTable('checkSpan')
    .set({ takenBackAt: ctx.now() })
    .where('checkId', '=', checkId)
    .where('startedAt', '>', blindSince)
    .where('takenBackAt', 'is', null)
    .execute();
  await forgiveFailures(ctx, no, blindSince + 1);
  await widenGap(ctx, { checkId, serviceId, startedAt: fault.unknownSince });
}
