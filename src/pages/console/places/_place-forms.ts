import type { CommandContext } from '#commands/context';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { removePlace } from '#commands/remove-place';
import { renamePlace } from '#commands/rename-place';
import { replacePlaceToken, revokePlaceToken } from '#commands/replace-place-token';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { placeForm, renameForm } from '#lib/place-form';

/** What a place's page says when a form is done. */
export const PLACE_DONE: Readonly<Record<string, string>> = {
  rename: 'The place has its new name.',
  pause: 'The place is paused. It polls nothing and has no say until it is resumed.',
  resume: 'The place polls again. It has a say from its first answers on.',
  revoke: 'The token is revoked. The agent is refused until you make a new one.',
};

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly state: FormState };

interface PostedForm {
  readonly ctx: CommandContext;
  readonly placeId: string;
  readonly form: string;
}

const PLAIN = { pause: pausePlace, resume: resumePlace, revoke: revokePlaceToken, remove: removePlace } as const;

/** Runs the posted form of a place's page. */
export async function runPlaceForm(request: Request, { ctx, placeId, form }: PostedForm): Promise<Outcome> {
  let token = '';
  const refused = await run();
  if (refused) return { kind: 'refused', state: refused };
  return token === '' ? { kind: 'done' } : { kind: 'token', token };

  function run(): Promise<FormState | undefined> | FormState {
    if (form === 'rename') {
      return submitForm(request, { form, schema: renameForm, run: (sent) => renamePlace(ctx, { placeId, ...sent }) });
    }
    if (form === 'token') {
      const make = async (sent: { readonly revision: number }): Promise<void> => {
        ({ token } = await replacePlaceToken(ctx, { placeId, ...sent }));
      };
      return submitForm(request, { form, schema: placeForm, run: make });
    }
    if (!isPlain(form)) return { ...UNSENT, status: 400 };
    return submitForm(request, { form, schema: placeForm, run: (sent) => PLAIN[form](ctx, { placeId, ...sent }) });
  }
}

function isPlain(form: string): form is keyof typeof PLAIN {
  return Object.hasOwn(PLAIN, form);
}
