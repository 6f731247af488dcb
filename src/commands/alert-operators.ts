import type { UnseenEnd } from '#domain/watching/automatic-text';
import type { CommandContext } from './context.ts';
import { queueOperatorLetter } from './queue-letter.ts';

export interface OutageAlertInput {
  readonly outageId: string;
  readonly kind: 'started' | 'ended';
  /** Why it ended, where nobody saw the service recover. */
  readonly lastWord?: UnseenEnd | undefined;
}

/** Notes that operators are to be told of an outage, in the transaction of the change; `tellOutages` writes the mail. */
export async function alertOutage(ctx: CommandContext, input: OutageAlertInput): Promise<void> {
  await ctx.db
    .insertInto('outageAlert')
    .values((eb) => ({
      ...{ outageId: input.outageId, kind: input.kind, lastWord: input.lastWord ?? null, at: ctx.now() },
      state: eb.selectFrom('outage').select('state').where('id', '=', input.outageId).$asScalar().$notNull(),
    }))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Mails the operators that this installation is cut off, or was. */
export async function alertConnection(
  ctx: CommandContext,
  input: { readonly since: number; readonly until: number | null },
): Promise<void> {
  const path = '/console';
  await queueOperatorLetter(ctx, {
    role: 'incidents',
    letter:
      input.until === null
        ? { kind: 'connection-lost', path, since: input.since }
        : { kind: 'connection-back', path, since: input.since, until: input.until },
  });
}

/** Mails the operators that the disk of the database is full, or has room again. */
export async function alertDisk(ctx: CommandContext, { isFull }: { readonly isFull: boolean }): Promise<void> {
  const letter = { kind: isFull ? 'disk-full' : 'disk-has-room', path: '/console' } as const;
  await queueOperatorLetter(ctx, { role: 'incidents', letter });
}
