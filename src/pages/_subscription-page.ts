import type { CommandContext } from '#commands/context';
import { deleteSubscription } from '#commands/delete-subscription';
import { pauseSubscription, resumeSubscription } from '#commands/pause-subscription';
import { pingEndpoint } from '#commands/ping-endpoint';
import { redeliver } from '#commands/redeliver';
import { requestConfirmation } from '#commands/request-confirmation';
import { revealWebhookSecret, rotateWebhookSecret } from '#commands/webhook-secret';
import { type DeliveryLine, listDeliveriesOfSubscriber } from '#db/queries/deliveries';
import { listServices, type Service } from '#db/queries/services';
import { findSubscription, type Subscription } from '#db/queries/subscribers';
import { PUBLIC } from '#domain/audience';
import type { Language } from '#domain/words';
import { pathIn } from '#i18n/language';
import { messages } from '#i18n/subscribe/messages';
import { postedForm, submitForm } from '#lib/form-state';
import { seeOther } from '#lib/redirect';
import type { SecretBox } from '#lib/secret-box';
import { openSubscriptionBox } from '#lib/subscription-box';
import { redeliverForm } from '#lib/subscription-forms';
import { hashToken } from '#lib/token';

export interface SubscriptionPageView {
  readonly lang: Language;
  readonly subscription: Subscription;
  readonly services: readonly Service[];
  readonly deliveries: readonly DeliveryLine[];
  /** The page's own path, to which its forms post. */
  readonly path: string;
  readonly now: number;
  readonly done: string | undefined;
  readonly status: number;
  readonly errors: Readonly<Record<string, string>>;
  /** Shown in this one answer and never again. */
  readonly secret: string | undefined;
}

const SHOWN_DELIVERIES = 25;

/** The page that manages a subscription, reached by its token alone; undefined when there is no such subscription. */
export async function openSubscriptionPage(
  request: Request,
  locals: App.Locals,
  page: { readonly token: string; readonly lang: Language },
): Promise<SubscriptionPageView | Response | undefined> {
  const { ctx, config } = locals;
  const { lang, token } = page;
  const subscription = await findSubscription(ctx.db, hashToken(token));
  if (!subscription) return undefined;
  const url = new URL(request.url);
  const path = pathIn(lang, `/subscriptions/${token}`);
  const acted = await act({ ctx, box: openSubscriptionBox(config.dataDir), subscription, request, url, path, lang });
  if (acted instanceof Response) return acted;
  const fresh = (await findSubscription(ctx.db, hashToken(token))) ?? subscription;
  return {
    lang,
    subscription: fresh,
    services: await listServices(ctx.db, PUBLIC),
    deliveries: await listDeliveriesOfSubscriber(ctx.db, fresh.id, SHOWN_DELIVERIES),
    path,
    now: ctx.now(),
    done: messages(lang).done[url.searchParams.get('done') ?? ''],
    ...acted,
  };
}

interface Visit {
  readonly ctx: CommandContext;
  readonly box: SecretBox;
  readonly subscription: Subscription;
  readonly request: Request;
  readonly url: URL;
  readonly path: string;
  readonly lang: Language;
}

type Acted = Pick<SubscriptionPageView, 'status' | 'errors' | 'secret'>;

const UNCHANGED: Acted = { status: 200, errors: {}, secret: undefined };

async function act(visit: Visit): Promise<Acted | Response> {
  const { ctx, box, subscription, request, url, path, lang } = visit;
  const form = postedForm(request, url);
  if (form === undefined) return UNCHANGED;
  const input = { subscriberId: subscription.id, box };
  let secret: string | undefined;
  const verbs: Readonly<Record<string, readonly [done: string, run: (deliveryId: string) => Promise<unknown>]>> = {
    challenge: ['challenged', () => requestConfirmation(ctx, input)],
    ping: ['pinged', () => pingEndpoint(ctx, input)],
    redeliver: ['redelivered', (deliveryId) => redeliver(ctx, { deliveryId, subscriberId: subscription.id })],
    rotate: ['rotated', () => rotateWebhookSecret(ctx, input)],
    pause: ['paused', () => pauseSubscription(ctx, input)],
    resume: ['resumed', () => resumeSubscription(ctx, input)],
    remove: ['removed', () => deleteSubscription(ctx, input)],
    reveal: [
      '',
      async () => {
        secret = await revealWebhookSecret(ctx, input);
      },
    ],
  };
  const [done, run] = verbs[form] ?? ['', async () => undefined];
  const refused = await submitForm(request, {
    form,
    schema: redeliverForm.partial(),
    say: ({ message }) => messages(lang).refusals[message] ?? message,
    run: ({ delivery }) => run(delivery ?? ''),
  });
  if (refused) return { ...UNCHANGED, status: refused.status, errors: refused.errors };
  if (secret !== undefined) return { ...UNCHANGED, secret };
  return seeOther(form === 'remove' ? `${pathIn(lang, '/subscribe')}?done=removed` : `${path}?done=${done}`);
}
