import { describe, expect, test } from 'vitest';
import { attachToClaim } from '#commands/attach-to-claim';
import { discardCreditDraft, removeCreditFile } from '#commands/discard-credit-draft';
import { type CreditDraftInput, saveCreditDraft } from '#commands/save-credit-draft';
import { findCreditDraft, listCreditDrafts } from '#db/queries/credit-drafts';
import { findCreditFile, listCreditFiles } from '#db/queries/credit-files';
import { listClaimedItems } from '#db/queries/credit-requests';
import { addClaimScene, askFor, type ClaimScene, grant } from '#test/support/claim-scene';
import { adminOf } from '#test/support/credits';
import { onEachDatabase } from '#test/support/databases';

const LOG = { name: '../../server.log', bytes: Buffer.from('Cookie: sid=1\ndown at noon\n') };

function save(scene: ClaimScene, input: Partial<CreditDraftInput> = {}, ctx = scene.admin): Promise<string> {
  return saveCreditDraft(ctx, {
    contractId: scene.contractId,
    month: '2026-10',
    serviceIds: scene.serviceIds,
    note: 'We saw it.',
    ticketNo: 12,
    lang: 'en',
    reports: 'wanted',
    files: [],
    ...input,
  });
}

const scopeOf = (personId: string, organizationId = 'org-a') => ({ organizationId, personId });

onEachDatabase('drafts and files of claims', (database) => {
  test('a draft keeps what was typed, is resumed by its writer alone, and holds back nobody', async () => {
    const scene = await addClaimScene(database.db, { hours: [1, 10] });
    const id = await save(scene);
    expect(await save(scene, { note: 'Again.' })).toBe(id);
    const place = { contractId: scene.contractId, month: '2026-10' };
    const draft = await findCreditDraft(database.db, scopeOf('admin-org-a'), place);
    expect(draft).toMatchObject({ note: 'Again.', ticketNo: 12, reports: 'wanted', serviceIds: scene.serviceIds });
    expect(await findCreditDraft(database.db, scopeOf('colleague'), place)).toBeUndefined();
    expect(await listCreditDrafts(database.db, scopeOf('admin-org-a', 'org-b'))).toEqual([]);
    expect(await listClaimedItems(database.db, scene.contractId)).toEqual([]);
    const colleague = { ...scene.admin, actor: adminOf('org-a', 'colleague') };
    await save(scene, {}, colleague);
    await askFor({ ...scene, admin: colleague });
    expect(await findCreditDraft(database.db, scopeOf('colleague'), place)).toBeUndefined();
    expect(await findCreditDraft(database.db, scopeOf('admin-org-a'), place)).toBeDefined();
  });

  test('fifty savings at once are one draft', async () => {
    const scene = await addClaimScene(database.db);
    const ids = await Promise.all(Array.from({ length: 50 }, () => save(scene)));
    expect(new Set(ids).size).toBe(1);
  });

  test('another organisation, a viewer and an operator keep no draft, nor throw one away', async () => {
    const scene = await addClaimScene(database.db);
    const draftId = await save(scene);
    const stranger = { ...scene.admin, actor: adminOf('org-b') };
    await expect(save(scene, {}, stranger)).rejects.toMatchObject({ code: 'not-found' });
    await expect(save(scene, {}, scene.operator)).rejects.toMatchObject({ code: 'forbidden' });
    const viewer = { ...scene.admin, actor: { ...adminOf('org-a'), role: 'viewer' } as const };
    await expect(save(scene, {}, viewer)).rejects.toMatchObject({ code: 'forbidden' });
    const colleague = { ...scene.admin, actor: adminOf('org-a', 'colleague') };
    for (const ctx of [stranger, colleague]) {
      await expect(discardCreditDraft(ctx, { draftId, lang: 'en' })).rejects.toMatchObject({ code: 'not-found' });
    }
    await discardCreditDraft(scene.admin, { draftId, lang: 'en' });
  });

  test('files of a draft go with the claim, redacted, and stay there', async () => {
    const scene = await addClaimScene(database.db);
    const draftId = await save(scene, { files: [LOG] });
    const [file] = await listCreditFiles(database.db, { draftId });
    expect(file).toMatchObject({ name: 'server.log', redactedCount: 1, mediaType: 'text/plain' });
    const fileId = file?.id ?? '';
    const claim = await askFor(scene);
    expect((await listCreditFiles(database.db, { requestId: claim.id })).map(({ id }) => id)).toEqual([fileId]);
    await expect(removeCreditFile(scene.admin, { fileId, lang: 'en' })).rejects.toMatchObject({ code: 'conflict' });
    const found = await findCreditFile(database.db, 'operator', fileId);
    expect(Buffer.from(found?.bytes ?? []).toString()).toBe('Cookie: [removed]\ndown at noon\n');
  });

  describe('who reads a file', () => {
    test('a draft’s file is its writer’s alone, a claim’s its organisation’s and the operators’', async () => {
      const scene = await addClaimScene(database.db);
      const draftId = await save(scene, { files: [LOG] });
      const [file] = await listCreditFiles(database.db, { draftId });
      const id = file?.id ?? '';
      const read = async (reader: Parameters<typeof findCreditFile>[1]) =>
        (await findCreditFile(database.db, reader, id)) !== undefined;
      expect(await read('operator')).toBe(false);
      expect(await read(scopeOf('colleague'))).toBe(false);
      expect(await read(scopeOf('admin-org-a'))).toBe(true);
      await askFor(scene);
      expect(await read('operator')).toBe(true);
      expect(await read(scopeOf('colleague'))).toBe(true);
      expect(await read(scopeOf('admin-org-a', 'org-b'))).toBe(false);
    });

    test('another organisation neither adds a file to a claim nor removes one', async () => {
      const scene = await addClaimScene(database.db);
      const draftId = await save(scene, { files: [LOG] });
      const [file] = await listCreditFiles(database.db, { draftId });
      const stranger = { ...scene.admin, actor: adminOf('org-b') };
      const input = { fileId: file?.id ?? '', lang: 'en' } as const;
      await expect(removeCreditFile(stranger, input)).rejects.toMatchObject({ code: 'not-found' });
      const { no } = await askFor(scene);
      await expect(attachToClaim(stranger, { no, files: [LOG], lang: 'en' })).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('limits', () => {
    const big = { name: 'big.log', bytes: Buffer.alloc(4_900_000, 'a') };

    test('one file too large, of the wrong kind or empty is refused with a sentence, and nothing is kept', async () => {
      const scene = await addClaimScene(database.db);
      for (const file of [
        { name: 'x.log', bytes: Buffer.alloc(5_000_001, 'a') },
        { name: 'x.svg', bytes: Buffer.from('<svg/>') },
        { name: 'x.png', bytes: Buffer.from('<svg/>') },
        { name: 'x.log', bytes: Buffer.alloc(0) },
      ]) {
        await expect(save(scene, { files: [file] })).rejects.toMatchObject({ code: 'invalid', field: 'file' });
      }
      expect(await listCreditDrafts(database.db, scopeOf('admin-org-a'))).not.toContainEqual(
        expect.objectContaining({ contractId: scene.contractId }),
      );
    });

    test('a claim holds twenty megabytes, however many send at once', async () => {
      const scene = await addClaimScene(database.db);
      const { no, id } = await askFor(scene);
      const send = () => attachToClaim(scene.admin, { no, files: [big], lang: 'en' });
      const results = await Promise.allSettled(Array.from({ length: 6 }, send));
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
      expect(await listCreditFiles(database.db, { requestId: id })).toHaveLength(4);
    });

    test('an answered claim takes no more files', async () => {
      const scene = await addClaimScene(database.db);
      const claim = await askFor(scene);
      await grant(scene, claim);
      await expect(attachToClaim(scene.admin, { no: claim.no, files: [LOG], lang: 'en' })).rejects.toMatchObject({
        code: 'already-decided',
      });
    });
  });
});
