import { listOperatorAddresses } from '#db/queries/operator-addresses';
import { getSite } from '#db/queries/site';
import { isConfidential, type Letter, threadOf } from '#domain/letters';
import type { Language, OperatorRole } from '#domain/words';
import { mailFooter, wordLetter } from '#i18n/mail/messages';
import { layOutMail } from '#lib/mail-layout';
import { type CommandContext, inTransaction } from './context.ts';
import { queueMail } from './queue-mail.ts';

export interface LetterInput {
  /** One bare address. */
  readonly to: string;
  readonly lang: Language;
  readonly letter: Letter;
  readonly organizationId?: string | null;
}

/** Puts a letter into words and writes it into the delivery table, in the transaction of the change. */
export async function queueLetter(ctx: CommandContext, input: LetterInput): Promise<string> {
  const site = await getSite(ctx.db);
  const letter = wordLetter(input.letter, input.lang);
  const { text, html } = layOutMail({
    lang: input.lang,
    siteName: site.name,
    letter,
    url: `${site.url}${input.letter.path}`,
    footer: mailFooter(site.name, input.lang),
  });
  const thread = threadOf(input.letter);
  return queueMail(ctx, {
    to: input.to,
    subject: letter.subject,
    text,
    html,
    organizationId: input.organizationId ?? null,
    confidential: isConfidential(input.letter),
    ...(thread ? { thread } : {}),
  });
}

/** The same letter to every operator who holds the role. */
export function queueOperatorLetter(
  ctx: CommandContext,
  input: { readonly role: OperatorRole; readonly letter: Letter },
): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    for (const to of await listOperatorAddresses(ctx.db, input.role)) {
      await queueLetter(ctx, { to, lang: 'en', letter: input.letter });
    }
  });
}
