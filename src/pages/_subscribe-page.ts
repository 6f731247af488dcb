import { subscribe } from '#commands/subscribe';
import { listServices, type Service } from '#db/queries/services';
import { PUBLIC } from '#domain/audience';
import type { Language } from '#domain/words';
import { pathIn } from '#i18n/language';
import { messages } from '#i18n/subscribe/messages';
import { addressGroup } from '#lib/address-group';
import { subscriberPolicy } from '#lib/address-policy';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { seeOther } from '#lib/redirect';
import { openSubscriptionBox } from '#lib/subscription-box';
import { subscribeForm } from '#lib/subscription-forms';

export interface SubscribePageView {
  readonly lang: Language;
  readonly services: readonly Service[];
  readonly state: FormState;
  readonly done: string | undefined;
  readonly chosen: { readonly services: readonly string[]; readonly kinds: readonly string[] };
}

/** What /subscribe shows; a sent form that was accepted leads on to the page that manages the subscription. */
export async function openSubscribePage(
  request: Request,
  locals: App.Locals,
  lang: Language,
): Promise<SubscribePageView | Response> {
  const copy = request.clone();
  const state = request.method === 'POST' ? await post(request, locals, lang) : UNSENT;
  if (state instanceof Response) return state;
  const form = request.method === 'POST' ? await copy.formData() : new FormData();
  const chosen = { services: form.getAll('services').map(String), kinds: form.getAll('kinds').map(String) };
  const done = messages(lang).done[new URL(request.url).searchParams.get('done') ?? ''];
  return { lang, done, services: await listServices(locals.ctx.db, PUBLIC), state, chosen };
}

async function post(request: Request, locals: App.Locals, lang: Language): Promise<FormState | Response> {
  const { ctx, config, clientAddress } = locals;
  let manageToken = '';
  const refused = await submitForm(request, {
    form: 'webhook',
    schema: subscribeForm,
    say: ({ message }) => messages(lang).refusals[message] ?? message,
    run: async ({ url, services, kinds }) => {
      const created = await subscribe(ctx, {
        url,
        serviceIds: services,
        kinds,
        lang,
        client: addressGroup(clientAddress),
        box: openSubscriptionBox(config.dataDir),
        policy: subscriberPolicy(config.webhookAllowCidrs),
      });
      manageToken = created.manageToken;
    },
  });
  return refused ?? seeOther(`${pathIn(lang, `/subscriptions/${manageToken}`)}?done=created`);
}
