import { isMailAddress } from '#domain/mail-address';
import { type CommandContext, DomainError } from './context.ts';

export interface MailInput {
  /** One bare address such as `ada@example.com`; anything else is refused. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly organizationId?: string | null;
  /** Mails of one thread are shown together by mail programs, e.g. `incident-<id>` or `ticket-<id>`. */
  readonly thread?: string;
  /** Holds a link that signs someone in: the console hides the text, and it is removed once sent. */
  readonly confidential?: boolean;
}

/** Writes a mail into the delivery table in the transaction of the change; it is sent later, or kept while no SMTP server is set. */
export async function queueMail(ctx: CommandContext, input: MailInput): Promise<string> {
  if (!isMailAddress(input.to)) {
    throw new DomainError('invalid', 'Write one mail address, such as ada@example.com.', 'to');
  }
  const id = ctx.newId();
  const now = ctx.now();
  await ctx.db
    .insertInto('delivery')
    .values({
      id,
      organizationId: input.organizationId ?? null,
      channel: 'mail',
      address: input.to,
      message: JSON.stringify({
        subject: oneLine(input.subject),
        text: input.text,
        html: input.html ?? null,
        thread: input.thread ?? null,
        confidential: input.confidential ?? false,
      }),
      state: 'due',
      dueAt: now,
      attemptCount: 0,
      createdAt: now,
    })
    .execute();
  return id;
}

/** A subject is one header line, whatever an incident's title holds. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, 250);
}
