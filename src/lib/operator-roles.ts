import { z } from 'zod';
import { isMailAddress } from '#domain/mail-address';
import { MEMBER_ROLES, OPERATOR_ROLES, type OperatorRole } from '#domain/words';

/** What each role of an operator opens, as the console says it. */
export const ROLE_CHOICES: readonly { readonly value: OperatorRole; readonly label: string; readonly hint: string }[] =
  [
    { value: 'incidents', label: 'Incidents', hint: 'Writes incidents and maintenance, corrects outages.' },
    { value: 'tickets', label: 'Tickets', hint: 'Answers tickets and writes incident reports.' },
    { value: 'money', label: 'Money', hint: 'Keeps contracts and decides on service credits.' },
    { value: 'audit', label: 'Audit', hint: 'Reads who may do what, and who did it.' },
  ];

const MAIL_SENTENCE = 'Write one mail address, such as ada@example.com.';
const mail = z.string({ error: MAIL_SENTENCE }).trim().toLowerCase().refine(isMailAddress, { error: MAIL_SENTENCE });

const roles = z
  .preprocess((value) => (value === undefined ? [] : [value].flat()), z.array(z.enum(OPERATOR_ROLES)))
  .default([]);

export const operatorInvitationForm = z.object({ email: mail, roles });
export const rolesForm = z.object({ roles });
export const memberInvitationForm = z.object({
  email: mail,
  role: z.enum(MEMBER_ROLES, { error: 'Choose admin or viewer.' }),
  lang: z.enum(['en', 'fr']).default('en'),
});
export const organizationForm = z.object({
  name: z
    .string({ error: 'Write the name of the organisation.' })
    .trim()
    .min(1, { error: 'Write the name of the organisation.' })
    .max(120, { error: 'Write a name of at most 120 characters.' }),
});
export const invitationIdForm = z.object({ invitation: z.string() });
