import { z } from 'zod';
import type { CommandContext } from '#commands/context';
import { deleteCheck } from '#commands/delete-check';
import { makeHeartbeatAddress } from '#commands/make-heartbeat-address';
import { pauseCheck } from '#commands/pause-check';
import { resumeCheck } from '#commands/resume-check';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';

const atRevision = z.object({ revision: z.coerce.number().int() });
const withReason = atRevision.extend({ reason: z.string({ error: 'Say why.' }) });

/** What a check's page says when a form is done. */
export const CHECK_DONE: Readonly<Record<string, string>> = {
  created: 'The check is added. Its first answer comes within seconds; until then its time is unknown.',
  'heartbeat-created':
    'The check is added. Make the address that its job calls; until the first call its time is unknown.',
  changed: 'The check is changed. It asks again within seconds.',
  pause: 'The check is paused. Its time is unknown until it runs again.',
  resume: 'The check runs again. Its time stays unknown until its first answer.',
};

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'address'; readonly path: string }
  | { readonly kind: 'refused'; readonly state: FormState };

interface PostedForm {
  readonly ctx: CommandContext;
  readonly check: { readonly id: string; readonly origin: string };
  readonly form: string;
}

/** Runs the posted form of a check's page. */
export async function runCheckForm(request: Request, { ctx, check, form }: PostedForm): Promise<Outcome> {
  const checkId = check.id;
  let path = '';
  const refused =
    form === 'pause'
      ? await submitForm(request, { form, schema: withReason, run: (sent) => pauseCheck(ctx, { checkId, ...sent }) })
      : form === 'resume'
        ? await submitForm(request, { form, schema: atRevision, run: (sent) => resumeCheck(ctx, { checkId, ...sent }) })
        : form === 'delete'
          ? await submitForm(request, {
              form,
              schema: atRevision,
              run: (sent) => deleteCheck(ctx, { checkId, ...sent }),
            })
          : form === 'address'
            ? await submitForm(request, {
                form,
                schema: z.object({}),
                run: async () => {
                  ({ path } = await makeHeartbeatAddress(ctx, { checkId }));
                },
              })
            : { ...UNSENT, status: 400 };
  if (refused) return { kind: 'refused', state: refused };
  return path === '' ? { kind: 'done' } : { kind: 'address', path };
}
