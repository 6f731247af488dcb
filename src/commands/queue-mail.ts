import type { CommandContext } from './context.ts';

export interface MailInput {
  /** One bare address, already validated. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly organizationId?: string | null;
  readonly noticeId?: string;
  readonly subscriberId?: string;
}

/** Writes a mail into the delivery table in the transaction of the change; it is sent later, or kept while no SMTP server is set. */
export async function queueMail(ctx: CommandContext, input: MailInput): Promise<string> {
  const id = ctx.newId();
  const now = ctx.now();
  await ctx.db
    .insertInto('delivery')
    .values({
      id,
      noticeId: input.noticeId ?? null,
      subscriberId: input.subscriberId ?? null,
      organizationId: input.organizationId ?? null,
      channel: 'mail',
      address: input.to,
      message: JSON.stringify({ subject: input.subject, text: input.text, html: input.html ?? null }),
      state: 'due',
      dueAt: now,
      attemptCount: 0,
      createdAt: now,
    })
    .execute();
  return id;
}
