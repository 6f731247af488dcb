import { z } from 'zod';
import { disableOrganization, enableOrganization } from '#commands/disable-organization';
import { inviteMember } from '#commands/invite-member';
import { revokeInvitation } from '#commands/revoke-invitation';
import { MEMBER_ROLES } from '#domain/words';
import { type FormState, type Refusal, submitForm } from '#lib/form-state';
import { invitationIdForm, memberInvitationForm } from '#lib/operator-roles';

export interface Outcome {
  readonly refused?: FormState | undefined;
  /** An invitation that was just written. */
  readonly invited?: { readonly email: string; readonly path: string };
}

interface Sent {
  readonly request: Request;
  readonly locals: App.Locals;
  readonly organizationId: string;
  /** Puts a refusal into the reader's words; its own sentence by default. */
  readonly say?: (refusal: Refusal) => string;
}

const FORMS: Readonly<Record<string, (sent: Sent, form: string) => Promise<Outcome>>> = {
  invite,
  revoke: async ({ request, locals, say }, form) => ({
    refused: await submitForm(request, {
      form,
      ...(say && { say }),
      schema: invitationIdForm,
      run: ({ invitation }) => revokeInvitation(locals.ctx, { invitationId: invitation }),
    }),
  }),
  role: async ({ request, locals, organizationId, say }, form) => ({
    refused: await submitForm(request, {
      form,
      ...(say && { say }),
      schema: z.object({ person: z.string(), role: z.enum(MEMBER_ROLES) }),
      run: ({ person, role }) => locals.accounts.changeMemberRole(locals.ctx, { organizationId, userId: person, role }),
    }),
  }),
  remove: async ({ request, locals, organizationId, say }, form) => ({
    refused: await submitForm(request, {
      form,
      ...(say && { say }),
      schema: z.object({ person: z.string() }),
      run: ({ person }) => locals.accounts.removeMember(locals.ctx, { organizationId, userId: person }),
    }),
  }),
  disable: async ({ request, locals, organizationId, say }, form) => ({
    refused: await submitForm(request, {
      form,
      ...(say && { say }),
      schema: z.object({}),
      run: () => disableOrganization(locals.ctx, { organizationId }),
    }),
  }),
  enable: async ({ request, locals, organizationId, say }, form) => ({
    refused: await submitForm(request, {
      form,
      ...(say && { say }),
      schema: z.object({}),
      run: () => enableOrganization(locals.ctx, { organizationId }),
    }),
  }),
};

/** Carries out one of the forms about an organisation's people; undefined when there is none of that name. */
export async function answerPeopleForm(form: string, sent: Sent): Promise<Outcome | undefined> {
  return Object.hasOwn(FORMS, form) ? FORMS[form]?.(sent, form) : undefined;
}

async function invite({ request, locals, organizationId, say }: Sent, form: string): Promise<Outcome> {
  let invited: Outcome['invited'];
  const refused = await submitForm(request, {
    form,
    ...(say && { say }),
    schema: memberInvitationForm,
    run: async ({ email, role, lang }) => {
      invited = { email, path: (await inviteMember(locals.ctx, { organizationId, email, role, lang })).path };
    },
  });
  return invited ? { invited } : { refused };
}
