import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '#db/connect';
import { HOUR_MS, MINUTE_MS } from '#domain/time';
import type { Direction } from '#domain/words';
import { daysTerms } from './credits.ts';
import { addCheck, addContract, addIncident, addOutage, addService } from './rows.ts';

export interface CreditScene {
  readonly contractId: string;
  /** `YYYY-MM` of last month, which is closed and still in time. */
  readonly month: string;
  readonly serviceIds: readonly string[];
}

/** A contract of the organisation whose first service was down for an hour last month, by the provider's word and our own. */
export async function addCreditScene(
  db: Db,
  organizationId: string,
  input: {
    readonly direction?: Direction;
    readonly names?: readonly string[];
    readonly hours?: readonly number[];
  } = {},
): Promise<CreditScene> {
  const { direction = 'we-owe', names = ['Gmail', 'Calendar'], hours = [1, 0] } = input;
  const monthStart = startOfLastMonth();
  const serviceIds: string[] = [];
  for (const [index, name] of names.entries()) {
    const id = await addService(db, { names: JSON.stringify({ en: name, fr: name }), provider: null });
    serviceIds.push(id);
    await addCheck(db, id, { createdAt: Date.parse('2020-01-01T00:00:00Z') });
    const long = (hours[index] ?? 0) * HOUR_MS;
    if (long === 0) continue;
    const startedAt = monthStart + 5 * 24 * HOUR_MS;
    const incidentId = await addIncident(db, [id], { startedAt, resolvedAt: startedAt + long, stage: 'resolved' });
    await addOutage(db, id, {
      source: 'provider',
      externalId: randomUUIDv7(),
      startedAt,
      endedAt: startedAt + long,
      incidentId,
    });
    await addOutage(db, id, { source: 'measured', startedAt, endedAt: startedAt + long + MINUTE_MS, incidentId });
  }
  const contractId = await addContract(db, organizationId, serviceIds, {
    direction,
    counterparty: direction === 'we-owe' ? 'Example Ltd' : 'Google',
    edition: 'Business Plus',
    seats: 500,
    startsAt: Date.parse('2026-01-01T00:00:00Z'),
    terms: daysTerms({
      claim: { automatic: false, readings: [{ anchor: 'window-end', days: 60, count: null }], evidence: [] },
    }),
  });
  return { contractId, month: new Date(monthStart).toISOString().slice(0, 7), serviceIds };
}

function startOfLastMonth(): number {
  const now = new Date();
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1);
}
