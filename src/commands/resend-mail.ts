import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** Makes a kept, failed or sent mail due again, under the Message-ID it had. */
export function resendMail(ctx: CommandContext, input: { readonly deliveryId: string }): Promise<void> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const row = await ctx.db
      .updateTable('delivery')
      .set({ state: 'due', dueAt: ctx.now(), leaseToken: null, leaseUntil: null })
      .where('id', '=', input.deliveryId)
      .where('channel', '=', 'mail')
      .where('state', 'in', ['kept', 'failed', 'sent'])
      // What was confidential is not there any more once it was sent.
      .where((eb) => eb.not(eb.and([eb('state', '=', 'sent'), eb('message', 'like', '%"confidential":true%')])))
      .returning('address')
      .executeTakeFirst();
    if (!row) throw new DomainError('closed', 'This mail cannot be sent again.');
    await writeAudit(ctx, {
      action: 'resend-mail',
      subjectKind: 'delivery',
      subjectId: input.deliveryId,
      detail: { to: row.address },
    });
  });
}

/** Sends every kept mail, now that there is a mail server; resolves to how many. */
export function sendKeptMails(ctx: CommandContext): Promise<number> {
  requireOperator(ctx, 'incidents');
  return inTransaction(ctx, async (ctx) => {
    const rows = await ctx.db
      .updateTable('delivery')
      .set({ state: 'due', dueAt: ctx.now() })
      .where('channel', '=', 'mail')
      .where('state', '=', 'kept')
      .returning('id')
      .execute();
    await writeAudit(ctx, {
      action: 'send-kept-mails',
      subjectKind: 'delivery',
      subjectId: 'kept',
      detail: { count: rows.length },
    });
    return rows.length;
  });
}
