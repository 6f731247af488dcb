import { z } from 'zod';
import { judgePassword } from '#domain/accounts/password';
import { isMailAddress } from '#domain/mail-address';
import type { AccountMessages } from '#i18n/accounts/account-messages';

/** Fields of the account pages, with their mistakes in the reader's language. */
export function accountFields(t: AccountMessages) {
  return {
    email: z.string({ error: t.wrong.email }).trim().toLowerCase().refine(isMailAddress, { error: t.wrong.email }),
    /** A password that is tried: nothing is said about it. */
    password: z.string({ error: t.wrong.required }).max(1_000, { error: t.faults['too-long'] }),
    newPassword: z.string({ error: t.faults['too-short'] }).superRefine((password, issues) => {
      const fault = judgePassword(password, { email: '' });
      if (fault) issues.addIssue({ code: 'custom', message: t.faults[fault] });
    }),
    name: z.string({ error: t.wrong.name }).trim().min(1, { error: t.wrong.name }).max(120, { error: t.wrong.name }),
    code: z.string({ error: t.wrong.required }).trim().max(40, { error: t.wrong.code }),
    organization: z.string().trim().max(120, { error: t.wrong.name }).optional(),
  };
}

/** The refusals of account work that a reader may meet, in his language. */
export function sayRefusal(
  t: AccountMessages,
  about: { readonly email: string; readonly name: string; readonly password?: string },
): (refusal: { readonly code: string; readonly message: string }) => string {
  return ({ code, message }) => {
    const fault = code === 'invalid' && about.password !== undefined ? judgePassword(about.password, about) : undefined;
    if (fault) return t.faults[fault];
    if (code === 'conflict') return t.wrong.taken;
    return code === 'closed' ? t.wrong.link : message;
  };
}
