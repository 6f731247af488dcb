import { expect, test } from 'vitest';
import { announceIncident } from '#commands/announce-incident';
import { disableOrganization } from '#commands/disable-organization';
import { TestClock, testContext } from '#test/support/context';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addService } from '#test/support/rows';
import { addSubscriber } from '#test/support/subscribers';
import { addOrganization } from '#test/support/tickets';

onEachDatabase('who is told of an incident', (database) => {
  test('a closed organisation hears no more of what only it may know', async () => {
    const { db } = database;
    const ctx = testContext(db, new TestClock());
    const organizationId = await addOrganization(db);
    const serviceId = await addService(db, { visibility: 'organizations' });
    await db.insertInto('serviceOrganization').values({ serviceId, organizationId }).execute();
    await addSubscriber(db, { organizationId });
    const incidentId = await addIncident(db, [serviceId], { visibility: 'organizations' });
    const told = async (): Promise<number> => {
      await announceIncident(ctx, { incidentId, kind: 'incident.updated' });
      return (await db.selectFrom('delivery').select('id').where('organizationId', '=', organizationId).execute())
        .length;
    };
    expect(await told()).toBe(1);
    await disableOrganization(ctx, { organizationId });
    expect(await told()).toBe(1);
  });
});
