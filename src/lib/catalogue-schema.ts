import { z } from 'zod';
import { FEED_KINDS } from '#domain/feeds/parse-feed';
import { OUTAGE_STATES, SURFACES, VISIBILITIES } from '#domain/words';
import { duration } from './catalogue-duration.ts';
import { downWhen, flapping, otherwise, problemOfDownWhen, recheck, slow, slowRuleAt } from './catalogue-judging.ts';
import { problemsOfNeeds } from './catalogue-needs.ts';
import { agree, places, problemOfPlaces } from './catalogue-places.ts';
import { catalogueTarget } from './catalogue-target.ts';
import type { OpenTarget } from './check-secrets/target-secrets.ts';
import { CHECK_TARGETS, type CheckKind, isCheckKind } from './check-targets/check-target.ts';
import { urlField } from './check-targets/fields.ts';

function oneOf<const T extends readonly string[]>(words: T) {
  return z.enum(words, { error: `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });
}

const text = z
  .string({ error: 'must be a text' })
  .trim()
  .min(1, { error: 'must not be empty' })
  .max(500, { error: 'must have at most 500 characters' });
const slug = z
  .string({ error: 'must be a text' })
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'must be lower-case letters, digits and single hyphens, such as google-drive',
  })
  .max(60, { error: 'must have at most 60 characters' });

/** One text for all readers, or one per language. */
const localized = z
  .union([text.transform((en) => ({ en })), z.strictObject({ en: text, fr: text.optional() })], {
    error: 'must be a text, or texts such as { en: …, fr: … }',
  })
  .transform(({ en, ...rest }) => ('fr' in rest && rest.fr !== undefined ? { en, fr: rest.fr } : { en }));

const count = z
  .int({ error: 'must be a whole number from 1 to 20' })
  .min(1, { error: 'must be at least 1' })
  .max(20, { error: 'must be at most 20' });

const CHECK_KINDS = Object.keys(CHECK_TARGETS).filter(isCheckKind);
const TARGETS = Object.fromEntries(CHECK_KINDS.map((kind) => [kind, catalogueTarget(kind)])) as {
  readonly [K in CheckKind]: z.ZodType<OpenTarget>;
};

/** What is examined stands under the word of its kind. */
const check = z
  .strictObject(TARGETS)
  .partial()
  .extend({
    slug,
    name: text,
    interval: duration('must be a time from 1s to 24h, such as 30s or 5m', 1_000, 86_400_000).default(60_000),
    timeout: duration('must be a time from 1s to 2m, such as 10s', 1_000, 120_000).default(10_000),
    surface: oneOf(SURFACES).default('web'),
    impact: oneOf(OUTAGE_STATES).default('down'),
    failAfter: count.default(3),
    recoverAfter: count.default(2),
    recheck,
    slow: slow.optional(),
    places,
    agree: agree.optional(),
  })
  .transform((written, context) => {
    const { slug, name, interval, timeout, surface, impact, failAfter, recoverAfter, recheck, slow, places, agree } =
      written;
    const speed = slow && slowRuleAt(slow, interval);
    if (speed?.problem) context.addIssue({ code: 'custom', path: ['slow', 'window'], message: speed.problem });
    const unplaced = problemOfPlaces({ places, agree, isHeartbeat: written.heartbeat !== undefined });
    if (unplaced) context.addIssue({ code: 'custom', ...unplaced });
    const [kind, second] = CHECK_KINDS.filter((one) => written[one] !== undefined);
    const target = kind && written[kind];
    if (!target || second) {
      context.addIssue({ code: 'custom', message: `must say what it examines: one of ${CHECK_KINDS.join(', ')}` });
      return z.NEVER;
    }
    const judging = { surface, impact, failAfter, recoverAfter, recheck, slow: speed?.rule };
    return { slug, name, interval, timeout, ...judging, kind, target, places, agree: agree ?? null };
  });

const service = z.strictObject({
  slug,
  name: localized,
  description: localized.optional(),
  provider: slug.optional(),
  providerKey: text.optional(),
  visibility: oneOf(VISIBILITIES).default('public'),
  incidents: z
    .string({ error: 'must be publish, draft or a time to hold them, such as hold 10m' })
    .regex(/^(publish|draft|hold \d{1,4}m)$/, {
      error: 'must be publish, draft or a time to hold them, such as hold 10m',
    })
    .transform((words) =>
      words.startsWith('hold ')
        ? { mode: 'hold' as const, holdMinutes: Number.parseInt(words.slice(5), 10) }
        : { mode: words === 'draft' ? ('draft' as const) : ('publish' as const), holdMinutes: 0 },
    )
    .default({ mode: 'publish', holdMinutes: 0 }),
  /** The policy that promises this service something; the policy's own list decides. */
  sla: slug.optional(),
  checks: z.array(check, { error: 'must be a list of checks' }).default([]),
  downWhen,
  otherwise,
  flapping,
  /** Services this one cannot work without: their outage explains its own. */
  needs: z.array(slug, { error: 'must be a list of services by their slugs' }).default([]),
});

const group = z.strictObject({
  slug,
  name: localized,
  services: z.array(service, { error: 'must be a list of services' }),
});

const feed = z.strictObject({
  kind: oneOf(FEED_KINDS),
  provider: slug,
  url: urlField(/^https?$/, 'must be an address that begins with http:// or https://'),
  interval: duration('must be a time from 10s to 24h, such as 60s', 10_000, 86_400_000).default(60_000),
});

export const catalogueSchema = z
  .strictObject({
    feeds: z.array(feed, { error: 'must be a list of feeds' }).default([]),
    groups: z.array(group, { error: 'must be a list of groups' }),
  })
  .superRefine((catalogue, context) => {
    for (const problem of problemsOfNeeds(catalogue)) context.addIssue({ code: 'custom', ...problem });
    const twice = uniqueness((path, value) =>
      context.addIssue({ code: 'custom', path, message: `must be there once, but “${value}” is there twice` }),
    );
    for (const [f, { provider }] of catalogue.feeds.entries()) twice('feed', provider, ['feeds', f, 'provider']);
    for (const [g, { slug, services }] of catalogue.groups.entries()) {
      twice('group', slug, ['groups', g, 'slug']);
      for (const [s, service] of services.entries()) {
        const path = ['groups', g, 'services', s];
        twice('service', service.slug, [...path, 'slug']);
        const problem = problemOfDownWhen(service);
        if (problem) context.addIssue({ code: 'custom', path: [...path, 'downWhen'], message: problem });
        for (const [c, check] of service.checks.entries()) {
          twice(`check of ${service.slug}`, check.slug, [...path, 'checks', c, 'slug']);
        }
      }
    }
  });

export type Catalogue = z.output<typeof catalogueSchema>;
export type CatalogueService = z.output<typeof service>;
export type CatalogueCheck = z.output<typeof check>;

function uniqueness(complain: (path: (string | number)[], value: string) => void) {
  const seen = new Set<string>();
  return (kind: string, value: string, path: (string | number)[]): void => {
    const key = `${kind} ${value}`;
    if (seen.has(key)) complain(path, value);
    seen.add(key);
  };
}
