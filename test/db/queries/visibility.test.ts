import { expect, test } from 'vitest';
import { findIncident } from '#db/queries/incidents';
import type { Visibility } from '#domain/words';
import { onEachDatabase } from '#test/support/databases';
import { addIncident, addService } from '#test/support/rows';
import { addOrganization } from '#test/support/tickets';

onEachDatabase('an incident of some organisations', (database) => {
  const isShownTo = async (visibility: Visibility): Promise<boolean> => {
    const { db } = database;
    const organizationId = await addOrganization(db);
    const serviceId = await addService(db, { visibility });
    await db.insertInto('serviceOrganization').values({ serviceId, organizationId }).execute();
    const id = await addIncident(db, [serviceId], { visibility: 'organizations' });
    return (await findIncident(db, { kind: 'organization', organizationId }, id)) !== undefined;
  };

  test('is theirs as long as its service is', async () => {
    expect(await isShownTo('organizations')).toBe(true);
    expect(await isShownTo('operators')).toBe(false);
  });
});
