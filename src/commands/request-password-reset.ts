import { findPersonByEmail, getStanding } from '#db/queries/people';
import { isMailAddress } from '#domain/mail-address';
import { MINUTE_MS } from '#domain/time';
import type { Language } from '#domain/words';
import { type CommandContext, inTransaction } from './context.ts';
import { type AccessLink, createAccessLink } from './create-access-link.ts';
import { queueLetter } from './queue-letter.ts';
import { writeAudit } from './write-audit.ts';

export const RESET_MS = 30 * MINUTE_MS;

/** Makes a link to choose a new password and mails it; undefined, and nothing happens, where nobody may have one. */
export async function requestPasswordReset(
  ctx: CommandContext,
  { email, lang }: { readonly email: string; readonly lang: Language },
): Promise<AccessLink | undefined> {
  if (!isMailAddress(email)) return undefined;
  return inTransaction(ctx, async (inside) => {
    const person = await findPersonByEmail(inside.db, email);
    if (!person || (await getStanding(inside.db, person.id)).disabledAt !== null) return undefined;
    const expiresAt = inside.now() + RESET_MS;
    const link = await createAccessLink(inside, {
      purpose: 'reset',
      email: person.email,
      userId: person.id,
      lang,
      expiresAt,
    });
    await queueLetter(inside, {
      to: person.email,
      lang,
      letter: { kind: 'password-reset', path: link.path, expiresAt },
    });
    await writeAudit(inside, { action: 'request-password-reset', subjectKind: 'person', subjectId: person.id });
    return link;
  });
}
