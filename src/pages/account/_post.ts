import { z } from 'zod';
import type { AccountMessages } from '#i18n/accounts/account-messages';
import { accountFields, sayRefusal } from '#lib/account-form';
import { type FormState, submitForm } from '#lib/form-state';
import { seeOther } from '#lib/redirect';

export type Answer =
  | { readonly kind: 'done'; readonly response: Response }
  | { readonly kind: 'refused'; readonly state: FormState }
  /** Shown in the answer itself, because it is shown only once. */
  | { readonly kind: 'secret'; readonly uri: string | undefined; readonly recoveryCodes: readonly string[] };

interface Sent {
  readonly request: Request;
  readonly locals: App.Locals;
  readonly identity: NonNullable<App.Locals['identity']>;
  readonly t: AccountMessages;
}

const FORMS: Readonly<Record<string, (sent: Sent) => Promise<Answer>>> = {
  name: saveName,
  password: changePassword,
  session: endSession,
  organization: chooseOrganization,
  'factor-start': startSecondFactor,
  'factor-confirm': confirmSecondFactor,
  'factor-stop': endSecondFactor,
  'factor-renew': renewRecoveryCodes,
};

/** Carries out one of the forms of the account page; undefined when there is no form of that name. */
export async function answerForm(form: string, sent: Sent): Promise<Answer | undefined> {
  return Object.hasOwn(FORMS, form) ? FORMS[form]?.(sent) : undefined;
}

function done(word: string, cookies: readonly string[] = []): Answer {
  return { kind: 'done', response: seeOther(`/account?done=${word}`, cookies) };
}

function refuse(form: string, errors: Readonly<Record<string, string>>, status = 422): Answer {
  return { kind: 'refused', state: { form, status, errors, typed: {} } };
}

async function saveName({ request, locals, identity, t }: Sent): Promise<Answer> {
  const schema = z.object({ name: accountFields(t).name });
  const run = ({ name }: { name: string }) => locals.accounts.renamePerson(locals.ctx, identity.id, name);
  const state = await submitForm(request, { form: 'name', schema, run });
  return state ? { kind: 'refused', state } : done('name');
}

async function changePassword({ request, locals, identity, t }: Sent): Promise<Answer> {
  const { password, newPassword } = accountFields(t);
  const typed = await request.clone().formData();
  let answer: Answer = refuse('password', { current: t.wrong.password });
  const state = await submitForm(request, {
    form: 'password',
    schema: z.object({ current: password, password: newPassword }),
    run: async (values) => {
      const change = { userId: identity.id, email: identity.email, name: identity.name, current: values.current };
      const outcome = await locals.accounts.changePassword(
        locals.ctx,
        { ...change, next: values.password },
        locals.visit,
      );
      if (outcome.kind === 'changed') answer = done('password', outcome.cookies);
      if (outcome.kind === 'throttled')
        answer = refuse('password', { current: t.wait(Math.ceil(outcome.waitMs / 1_000)) }, 429);
    },
    say: sayRefusal(t, { ...identity, password: String(typed.get('password') ?? '') }),
  });
  return state ? { kind: 'refused', state } : answer;
}

async function endSession({ request, locals, identity }: Sent): Promise<Answer> {
  const sessionId = String((await request.formData()).get('session') ?? '');
  await locals.accounts.endSession(locals.ctx, { userId: identity.id, sessionId });
  return done('session');
}

async function chooseOrganization({ request, locals, identity }: Sent): Promise<Answer> {
  const organizationId = String((await request.formData()).get('organization') ?? '');
  const mine = identity.memberships.some((membership) => membership.organizationId === organizationId);
  if (!mine) return refuse('organization', {}, 404);
  await locals.accounts.chooseOrganization(locals.ctx, {
    userId: identity.id,
    sessionId: identity.sessionId,
    organizationId,
  });
  return done('organization');
}

async function startSecondFactor({ request, locals, identity, t }: Sent): Promise<Answer> {
  const outcome = await locals.accounts.startSecondFactor(locals.ctx, await proof(request, identity), locals.visit);
  if (outcome.kind !== 'done') return refusePassword('factor-start', outcome, t);
  return { kind: 'secret', uri: outcome.uri, recoveryCodes: outcome.recoveryCodes };
}

async function confirmSecondFactor({ request, locals, identity, t }: Sent): Promise<Answer> {
  const code = String((await request.formData()).get('code') ?? '').slice(0, 40);
  const cookies = await locals.accounts.confirmSecondFactor(locals.ctx, { userId: identity.id, code }, locals.visit);
  return cookies ? done('factor-on', cookies) : refuse('factor-confirm', { code: t.wrong.code });
}

async function endSecondFactor({ request, locals, identity, t }: Sent): Promise<Answer> {
  const outcome = await locals.accounts.endSecondFactor(locals.ctx, await proof(request, identity), locals.visit);
  return outcome.kind === 'done' ? done('factor-off', outcome.cookies) : refusePassword('factor-stop', outcome, t);
}

async function renewRecoveryCodes({ request, locals, identity, t }: Sent): Promise<Answer> {
  const outcome = await locals.accounts.renewRecoveryCodes(locals.ctx, await proof(request, identity), locals.visit);
  if (outcome.kind !== 'done') return refusePassword('factor-renew', outcome, t);
  return { kind: 'secret', uri: undefined, recoveryCodes: outcome.recoveryCodes };
}

async function proof(request: Request, { id }: Sent['identity']) {
  return { userId: id, password: String((await request.formData()).get('password') ?? '').slice(0, 1_000) };
}

function refusePassword(
  form: string,
  outcome: { readonly kind: 'refused' } | { readonly kind: 'throttled'; readonly waitMs: number },
  t: AccountMessages,
): Answer {
  if (outcome.kind === 'throttled') return refuse(form, { password: t.wait(Math.ceil(outcome.waitMs / 1_000)) }, 429);
  return refuse(form, { password: t.wrong.password });
}
