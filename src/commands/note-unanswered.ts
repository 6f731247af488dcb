import { FIRST_ANSWER_MS, listUnanswered, unansweredChecks } from '#db/queries/unanswered-checks';
import { isProbeCause, sentenceOfCause } from '#domain/watching/probe-cause';
import { type CommandContext, inTransaction } from './context.ts';
import { isCutOff } from './note-connection.ts';
import { queueOperatorLetter } from './queue-letter.ts';

/**
 * Mails the operators which checks have had no good answer for a quarter of an hour, each once: what they see is no outage, so
 * nothing else would tell. Time in which this installation is cut off does not count.
 */
export function noteUnanswered(ctx: CommandContext): Promise<{ readonly told: number }> {
  return inTransaction(ctx, async (ctx) => {
    await forgetAnswered(ctx);
    if (await isCutOff(ctx)) {
      await ctx.db.deleteFrom('unansweredCheck').where('toldAt', 'is', null).execute();
      return { told: 0 };
    }
    await noteNew(ctx);
    const due = await ctx.db
      .updateTable('unansweredCheck')
      .set({ toldAt: ctx.now() })
      .where('toldAt', 'is', null)
      .where('notedAt', '<=', ctx.now() - FIRST_ANSWER_MS)
      .returning('checkId')
      .execute();
    if (due.length > 0) {
      await tell(
        ctx,
        due.map(({ checkId }) => checkId),
      );
    }
    return { told: due.length };
  });
}

async function forgetAnswered({ db }: CommandContext): Promise<void> {
  await db.deleteFrom('unansweredCheck').where('checkId', 'not in', unansweredChecks(db).select('id')).execute();
}

async function noteNew(ctx: CommandContext): Promise<void> {
  const { db } = ctx;
  await db
    .insertInto('unansweredCheck')
    .columns(['checkId', 'notedAt'])
    .expression(
      unansweredChecks(db)
        .select((eb) => ['id', eb.lit(ctx.now()).as('notedAt')])
        .where('id', 'not in', db.selectFrom('unansweredCheck').select('checkId')),
    )
    .execute();
}

async function tell(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  const checks = await listUnanswered(ctx.db, ids);
  const [first] = checks;
  await queueOperatorLetter(ctx, {
    role: 'incidents',
    letter: {
      kind: 'checks-unanswered',
      path: checks.length === 1 && first ? `/console/checks/${first.id}` : '/console/checks',
      checks: checks.map(({ name, serviceNames, lastCause }) => ({
        ...{ name, serviceNames },
        cause: lastCause !== null && isProbeCause(lastCause) ? sentenceOfCause(lastCause) : null,
      })),
    },
  });
}
