import { afterEach, expect, test } from 'vitest';
import { setClaimRules } from '#commands/set-claim-rules';
import { CLAIM_RULES_KEY } from '#db/queries/claim-rules';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { DAY_MS } from '#domain/time';
import { addClaimScene, askFor, type ClaimScene, grant, readClaim } from '#test/support/claim-scene';
import { onEachDatabase } from '#test/support/databases';
import { addOperator } from '#test/support/people-rows';

const above = (days: number | null) => ({ ...DEFAULT_RULES, secondAbove: { days, percent: null, money: null } });

onEachDatabase('the sum above which two decide', (database) => {
  afterEach(async () => {
    await database.db.deleteFrom('setting').where('key', '=', CLAIM_RULES_KEY).execute();
  });

  async function claimsOfSeven(): Promise<ClaimScene> {
    const scene = await addClaimScene(database.db, { hours: [10] });
    await setClaimRules(scene.second, above(5));
    return scene;
  }

  test('one operator does not lift it, grant above it, and set it back', async () => {
    const scene = await claimsOfSeven();
    const claim = await askFor(scene);
    await setClaimRules(scene.operator, above(null));
    expect(await grant(scene, claim)).toBe('unconfirmed');
    await setClaimRules(scene.operator, above(5));
    expect((await readClaim(scene, claim.no)).grantedAmount).toBeNull();
  });

  test('lifting it step by step, or saving it once more, does not hasten it', async () => {
    const scene = await claimsOfSeven();
    await setClaimRules(scene.operator, above(6));
    await setClaimRules(scene.operator, above(100));
    await setClaimRules(scene.operator, { ...above(100), decideDays: 5 });
    scene.clock.advance(DAY_MS - 1);
    expect(await grant(scene, await askFor(scene))).toBe('unconfirmed');
  });

  test('a raised sum counts a day later, a lowered one at once', async () => {
    const scene = await claimsOfSeven();
    await setClaimRules(scene.operator, above(7));
    scene.clock.advance(DAY_MS);
    expect(await grant(scene, await askFor(scene))).toBe('made');
    const other = await addClaimScene(database.db, { hours: [10], at: new Date(scene.clock.at).toISOString() });
    await setClaimRules(other.operator, above(2));
    expect(await grant(other, await askFor(other))).toBe('unconfirmed');
  });

  test('raising it is told to everybody who decides on money, lowering it and other rules are not', async () => {
    const scene = await claimsOfSeven();
    await addOperator(database.db, { email: 'treasurer@example.com', roles: ['money'] });
    const subjects = async () => {
      const rows = await database.db.selectFrom('delivery').select('message').execute();
      return rows.map(({ message }) => JSON.parse(message)).filter(({ subject }) => /two operators/.test(subject));
    };
    await setClaimRules(scene.operator, { ...above(5), decideDays: 5 });
    await setClaimRules(scene.operator, above(3));
    expect(await subjects()).toEqual([]);
    await setClaimRules(scene.operator, above(100));
    expect(await subjects()).toHaveLength(1);
  });
});
