import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { loadCatalogue } from '#commands/load-catalogue';
import { pauseSubscription, resumeSubscription } from '#commands/pause-subscription';
import { recordDelivery } from '#commands/record-delivery';
import { parseCatalogue } from '#lib/catalogue-file';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addSubscriber } from '#test/support/subscribers';
import { recordPlayed } from '#test/support/watching';

const ROUNDS = 12;
const CHECKS = ['a', 'b', 'c', 'd', 'e', 'f'];

function catalogueOf(checks: readonly string[]) {
  const lines = checks.map(
    (slug) =>
      `          - { slug: ${slug}, name: ${slug}, failAfter: 1, http: { url: 'https://example.test/${slug}' } }`,
  );
  return parseCatalogue(
    `groups:\n  - slug: all\n    name: { en: All, fr: Tous }\n    services:\n      - slug: shop\n        name: Shop\n        checks:\n${lines.join('\n')}\n`,
    'test.yaml',
  );
}

onEachDatabase('work that meets on the same rows', (database) => {
  describe('never blocks itself', () => {
    const clock = new TestClock();
    const ctx = () => testContext(database.db, clock);
    const load = (checks: readonly string[]) =>
      loadCatalogue(ctx(), { catalogue: catalogueOf(checks), onlyAtFirst: false });

    test('when a catalogue archives checks whose failures are just being written', async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        await load(CHECKS);
        const checks = await database.db.selectFrom('healthCheck').select(['id', 'slug']).orderBy('no').execute();
        clock.advance(60_000);
        const results = await Promise.allSettled([
          recordPlayed(
            ctx(),
            checks.map(({ id }) => ({ checkId: id, at: clock.at, state: round % 2 === 0 ? 'down' : 'up' })),
          ),
          load(['a']),
        ]);
        expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
      }
    });

    test('when a subscription is paused while its deliveries fail', async () => {
      const subscriberId = await addSubscriber(database.db, { channel: 'webhook', confirmedAt: clock.at });
      for (let round = 0; round < ROUNDS; round += 1) {
        const deliveries = CHECKS.map(() => ({ id: randomUUID(), leaseToken: randomUUID() }));
        await database.db
          .insertInto('delivery')
          .values(
            deliveries.map(({ id, leaseToken }) => ({
              id,
              leaseToken,
              leaseUntil: clock.at + 60_000,
              subscriberId,
              channel: 'webhook' as const,
              address: 'https://example.test/hook',
              message: '{}',
              state: 'due' as const,
              dueAt: clock.at,
              attemptCount: 1,
              createdAt: clock.at,
            })),
          )
          .execute();
        const outcome = { kind: 'failed', httpStatus: 500, detail: 'HTTP 500', retryAfterMs: null } as const;
        const results = await Promise.allSettled([
          ...deliveries.map(({ id, leaseToken }) =>
            recordDelivery(ctx(), { deliveryId: id, leaseToken, outcome, durationMs: 5, maxAttempts: 9, chance: 0.5 }),
          ),
          pauseSubscription(ctx(), { subscriberId }),
        ]);
        expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
        await resumeSubscription(ctx(), { subscriberId });
      }
    });
  });
});
