import { listServices } from '#db/queries/services';
import type { NoticeKind } from '#domain/notices';
import { HOUR_MS } from '#domain/time';
import type { Language } from '#domain/words';
import { type AddressPolicy, refusalOfUrl } from '#lib/address-policy';
import type { SecretBox } from '#lib/secret-box';
import { hashToken, newToken } from '#lib/token';
import { newWebhookSecret } from '#lib/webhook-signature';
import { type CommandContext, DomainError, inTransaction } from './context.ts';
import { requestConfirmation } from './request-confirmation.ts';
import { takeTurn } from './take-turn.ts';

export interface SubscribeInput {
  readonly url: string;
  /** Null wants every service, those of the future too. */
  readonly serviceIds: readonly string[] | null;
  /** Null wants every kind. */
  readonly kinds: readonly NoticeKind[] | null;
  readonly lang: Language;
  /** Whom to count: an address, or the network it may move about in. */
  readonly client: string;
  readonly box: SecretBox;
  readonly policy: AddressPolicy;
}

const PER_CLIENT = { limit: 10, windowMs: HOUR_MS };
const PER_HOST = { limit: 20, windowMs: HOUR_MS };

/** Notes a webhook address and asks its owner to confirm; nothing else is sent there before. Returns the token that manages it. */
export async function subscribe(ctx: CommandContext, input: SubscribeInput): Promise<{ readonly manageToken: string }> {
  const url = readUrl(input);
  // Counted even when the rest fails, so outside its transaction.
  await refuseFloods(ctx, input.client, url);
  return inTransaction(ctx, async (ctx) => {
    const manageToken = newToken();
    const subscriberId = ctx.newId();
    await ctx.db
      .insertInto('subscriber')
      .values({
        id: subscriberId,
        channel: 'webhook',
        address: url.href,
        lang: input.lang,
        organizationId: ctx.actor.kind === 'member' ? ctx.actor.organizationId : null,
        serviceIds: input.serviceIds && JSON.stringify(await knownServices(ctx, input.serviceIds)),
        kinds: input.kinds && JSON.stringify(input.kinds),
        secret: input.box.seal(newWebhookSecret()),
        manageTokenHash: hashToken(manageToken),
        createdAt: ctx.now(),
      })
      .execute();
    await requestConfirmation(ctx, { subscriberId, box: input.box });
    return { manageToken };
  });
}

function readUrl({ url: text, policy }: SubscribeInput): URL {
  if (!URL.canParse(text) || text.length > 2_000) {
    throw new DomainError('invalid', 'Write a whole address, such as https://example.com/hooks/status.', 'url');
  }
  const url = new URL(text);
  url.hash = '';
  const plain = url.protocol === 'http:' && policy.allowed.length === 0;
  const refusal = plain ? 'The address must begin with https.' : refusalOfUrl(url, policy);
  if (refusal) throw new DomainError('invalid', refusal, 'url');
  return url;
}

async function refuseFloods(ctx: CommandContext, client: string, url: URL): Promise<void> {
  const turns = [
    await takeTurn(ctx, { key: `subscribe:client:${hashToken(client)}`, ...PER_CLIENT }),
    await takeTurn(ctx, { key: `subscribe:host:${url.hostname}`, ...PER_HOST }),
  ];
  if (turns.includes(false)) {
    throw new DomainError(
      'conflict',
      'That were many subscriptions in a short time. Please try again in an hour.',
      'url',
    );
  }
}

async function knownServices(ctx: CommandContext, wanted: readonly string[]): Promise<string[]> {
  const known = new Set((await listServices(ctx.db, { kind: 'public' })).map((service) => service.id));
  const ids = wanted.filter((id) => known.has(id));
  if (ids.length === 0) throw new DomainError('invalid', 'Choose at least one service, or all of them.', 'services');
  return ids;
}
