import { expect, test } from 'vitest';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import type { CommandContext } from '#commands/context';
import { offerCredit } from '#commands/offer-credit';
import { supplementCreditRequest } from '#commands/supplement-credit-request';
import { addClaimScene, askFor, type ClaimScene, decline, grant, readClaim } from '#test/support/claim-scene';
import { adminOf, treasurer } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';
import { addMember, addOrganization } from '#test/support/tickets';

const BOTH = 'admin-and-operator';

function asAdmin(scene: ClaimScene, organizationId: string): CommandContext {
  return { ...scene.admin, actor: adminOf(organizationId, BOTH) };
}

function asOperator(scene: ClaimScene, id = BOTH): CommandContext {
  return { ...scene.operator, actor: treasurer(id) };
}

onEachDatabase('who decides on a claim', (database) => {
  test('who appealed a claim does not decide on it, whoever asked for it first', async () => {
    const scene = await addClaimScene(database.db, { hours: [10], organizationId: 'org-appealed' });
    const claim = await askFor(scene);
    await grant(scene, claim, { amounts: [3] });
    await appealCreditRequest(asAdmin(scene, 'org-appealed'), { no: claim.no, body: 'More.', lang: 'en' });
    const appealed = await readClaim(scene, claim.no);
    const refused = { code: 'forbidden', message: expect.stringContaining('yourself') };
    await expect(grant(scene, appealed, { ctx: asOperator(scene) })).rejects.toMatchObject(refused);
    await expect(decline(scene, appealed, asOperator(scene))).rejects.toMatchObject(refused);
    expect(await grant(scene, appealed, { ctx: scene.second })).toBe('made');
  });

  test('who added to a claim does not decide on it', async () => {
    const scene = await addClaimScene(database.db, { hours: [10, 10], organizationId: 'org-added' });
    const [first = '', second = ''] = scene.serviceIds;
    const { no } = await askFor(scene, [first]);
    await supplementCreditRequest(asAdmin(scene, 'org-added'), { no, serviceIds: [second], lang: 'en' });
    const claim = await readClaim(scene, no);
    await expect(grant(scene, claim, { ctx: asOperator(scene) })).rejects.toMatchObject({ code: 'forbidden' });
    expect(await grant(scene, claim)).toBe('made');
  });

  test('an operator grants nothing to the organisation he is an admin of, asked or unasked', async () => {
    const { db } = database;
    const organizationId = await addOrganization(db);
    const admin = await addMember(db, organizationId, 'admin');
    const viewer = await addMember(db, organizationId, 'viewer');
    const scene = await addClaimScene(db, { hours: [10, 10], organizationId });
    const [first = '', second = ''] = scene.serviceIds;
    const refused = { code: 'forbidden', message: expect.stringContaining('admin of the organisation') };
    const asked = await askFor(scene, [first]);
    await expect(grant(scene, asked, { ctx: asOperator(scene, admin.id) })).rejects.toMatchObject(refused);
    const offer = { contractId: scene.contractId, month: '2026-10', note: 'x', origin: 'offered' } as const;
    const { no } = await offerCredit(asOperator(scene, admin.id), { ...offer, serviceIds: [second] });
    const offered = await readClaim(scene, no);
    await expect(grant(scene, offered, { ctx: asOperator(scene, admin.id) })).rejects.toMatchObject(refused);
    expect(await grant(scene, offered, { ctx: asOperator(scene, viewer.id) })).toBe('made');
  });
});
