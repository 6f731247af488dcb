import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTicketAtDesk } from '#db/queries/tickets';
import { onEachDatabase } from '#test/support/databases';
import { startSite, type TestSite } from '#test/support/site';

for (const solo of [true, false]) {
  onEachDatabase(solo ? 'tickets in solo mode' : 'tickets with a desk', (database) => {
    let site: TestSite;
    beforeAll(async () => {
      site = await startSite(database, { env: { SOLO_MODE: solo ? 'yes' : 'no' } });
    });
    afterAll(() => site?.stop());

    test(`an admin ${solo ? 'keeps' : 'may not keep'} the provider’s number and answer, and the ending`, async () => {
      const admin = await site.asMember('new');
      const opened = await admin.post('/portal/tickets/new', {
        submissionKey: randomUUID(),
        priority: 'P2',
        title: 'Calendar does not load',
        body: 'Error 500.',
        occurredAt: '2026-01-05T10:00',
      });
      const path = (opened.headers.get('location') ?? '').replace(/\?.*/, '');
      const outside = { system: 'Google', number: '4-77', url: 'https://support.example/4-77' };
      const provider = { body: 'A known issue.', submissionKey: randomUUID() };
      const close = { kind: 'third-party', body: '', seenRevision: solo ? '3' : '1', submissionKey: randomUUID() };
      const statuses = [
        (await admin.post(`${path}?do=outside`, outside)).status,
        (await admin.post(`${path}?do=provider`, provider)).status,
        (await admin.post(`${path}?do=close`, close)).status,
      ];
      expect(statuses).toEqual(solo ? [303, 303, 303] : [403, 403, 303]);
      const ticket = await findTicketAtDesk(database.db, Number(path.split('/').at(-1)));
      expect(ticket).toMatchObject(
        solo
          ? { outsideNumber: '4-77', resolutionKind: 'third-party' }
          : { outsideNumber: null, resolutionKind: 'solved' },
      );
      expect(await admin.text(`${path}?lang=en`)).toMatch(
        solo ? /recorded the provider’s answer/ : /closed the ticket: Solved/,
      );
    });
  });
}
