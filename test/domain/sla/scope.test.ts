import { describe, expect, test } from 'vitest';
import { assessRows, down, editedPolicy } from '#test/support/sla';

const ROWS = [
  down('Gmail', '2026-06-10T10:00Z', 300),
  down('Drive', '2026-06-10T12:00Z', 320),
  down('Admin Console', '2026-06-01T00:00Z', 9_000),
];
const scoped = (scope: 'worst-service' | 'union-of-services') => editedPolicy('google-workspace', { scope });

describe('one credit for all services', () => {
  test('of the worst: it stands with the one that failed most, the others earn nothing', () => {
    const { services, total } = assessRows(ROWS, { policy: scoped('worst-service') });
    expect(services.map(({ service, credit }) => [service, credit?.amount ?? null])).toEqual([
      ['Gmail', null],
      ['Drive', 3],
      ['Admin Console', null],
    ]);
    expect(total).toMatchObject({ verdict: 'owed', credit: { amount: 3 }, downtime: { ms: 320 * 60_000 } });
    expect(services[0]?.explanation).toContainEqual({
      code: 'scope-elsewhere',
      values: { scope: 'worst-service', service: 'Drive' },
    });
  });

  test('of all together: up only while every one of them is, overlaps counted once', () => {
    const { services, total } = assessRows(ROWS, { policy: scoped('union-of-services') });
    expect(total).toMatchObject({ credit: { amount: 7 }, downtime: { ms: 440 * 60_000 }, tier: { below: '99.0' } });
    expect(services.map(({ credit }) => credit?.amount ?? 0)).toEqual([0, 7, 0]);
    expect(total.explanation.map(({ code }) => code)).toContain('scope-joint');
  });

  test('depends as a whole where a doubtful row of any service would raise it', () => {
    const rows = [...ROWS, down('Gmail', '2026-06-12T10:00Z', 9_000, { state: 'degraded' })];
    const { services, total } = assessRows(rows, { policy: scoped('union-of-services') });
    expect(total).toMatchObject({ verdict: 'depends', credit: { amount: 15 }, certain: { credit: { amount: 7 } } });
    const carrier = services.find(({ credit }) => credit !== null);
    expect(carrier?.missing.map(({ code }) => code)).toEqual(['own-error-share']);
  });

  test('of nothing is nothing, and a single service is as before', () => {
    expect(assessRows([], { policy: scoped('union-of-services') }).total.verdict).toBe('not-owed');
    const rows = ROWS.slice(0, 1);
    const alone = assessRows(rows);
    for (const scope of ['worst-service', 'union-of-services'] as const) {
      const { total } = assessRows(rows, { policy: scoped(scope) });
      expect([total.credit, total.downtime, total.claimBy]).toEqual([
        alone.total.credit,
        alone.total.downtime,
        alone.total.claimBy,
      ]);
    }
  });
});
