import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGoogleIncidents } from '#domain/feeds/google';
import { parseIncidentIo } from '#domain/feeds/incident-io';
import { parseInstatus } from '#domain/feeds/instatus';
import type { ParsedFeed } from '#domain/feeds/provider-incident';
import { parseStatuspageIncidents } from '#domain/feeds/statuspage';
import { googleRow } from '../../fixtures/feeds/google.ts';
import { incidentIoRow } from '../../fixtures/feeds/incident-io.ts';
import { instatusRow } from '../../fixtures/feeds/instatus.ts';
import { statuspageRow } from '../../fixtures/feeds/statuspage.ts';

const PARSERS = [
  ['Google', parseGoogleIncidents, googleRow() as Row, (rows: unknown) => rows],
  ['Statuspage', parseStatuspageIncidents, statuspageRow() as Row, (rows: unknown) => rows],
  ['incident.io', parseIncidentIo, incidentIoRow() as Row, (rows: unknown) => ({ ongoing_incidents: rows })],
  ['Instatus', parseInstatus, instatusRow() as Row, (rows: unknown) => ({ page: {}, activeIncidents: rows })],
] as const;

type Row = Readonly<Record<string, unknown>>;

/** What every reader of the result relies on. */
function expectSound({ incidents, rejected }: ParsedFeed): void {
  for (const incident of incidents) {
    expect(incident.title.length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(incident)).not.toContain('\\u0000');
    expect(incident.resolvedAt === null || incident.resolvedAt >= incident.startedAt).toBe(true);
    expect(incident.products.length).toBeGreaterThan(0);
    for (const { startedAt, endedAt } of incident.phases) {
      expect(startedAt).toBeGreaterThanOrEqual(incident.startedAt);
      expect(endedAt === null || endedAt > startedAt).toBe(true);
      if (incident.resolvedAt !== null) expect(endedAt).toBeLessThanOrEqual(incident.resolvedAt);
    }
  }
  for (const { id, reason } of rejected) expect([typeof id, reason.length > 0]).toEqual(['string', true]);
}

/** The same document with the value at some places replaced by anything. */
function spoilt(row: Row, wrap: (rows: unknown) => unknown): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.anything(),
    fc.string(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const update = fc.dictionary(
    fc.constantFrom(
      'created',
      'when',
      'status',
      'text',
      'id',
      'display_at',
      'affected_components',
      'affected_locations',
    ),
    value,
  );
  const changes = fc.dictionary(
    fc.constantFrom(...Object.keys(row), '__proto__', 'constructor'),
    fc.oneof(value, fc.array(update)),
  );
  return fc
    .array(
      fc.oneof(
        value,
        changes.map((change) => ({ ...row, ...change })),
      ),
    )
    .chain((rows) =>
      fc.constantFrom<unknown>(rows, { incidents: rows }, { page: rows[0], incidents: rows }, wrap(rows)),
    );
}

describe.each(PARSERS)('hostile input to the %s parser', (_, parse, row, wrap) => {
  test('never makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), spoilt(row, wrap)), (json) => expectSound(parse(json))),
      { numRuns: 500 },
    );
  });

  test('is cut, not copied, when it is huge', () => {
    const long = 'x'.repeat(5_000_000);
    const deep = JSON.parse(`${'['.repeat(5_000)}${']'.repeat(5_000)}`) as unknown;
    const updates = Array.from({ length: 20_000 }, () => ({
      text: long,
      body: long,
      id: long,
      created: long,
      when: long,
    }));
    const started = performance.now();
    const big = {
      ...row,
      external_desc: long,
      name: long,
      updates,
      incident_updates: updates,
      components: deep,
      affected_products: deep,
      affected_components: deep,
      last_update_message: long,
      url: long,
    };
    const { incidents } = parse(wrap([big, ...Array.from({ length: 30_000 }, () => ({ id: long })), deep]));
    expect(JSON.stringify(incidents).length).toBeLessThan(100_000);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('cannot reach the prototype of anything', () => {
    const json = JSON.parse(
      '[{"id":"__proto__","__proto__":{"polluted":1},"affected_products":[{"id":"__proto__"}],"components":[{"id":"__proto__","name":"constructor"}]}]',
    ) as unknown[];
    parse(wrap([{ ...row, ...(json[0] as object) }]));
    const named = parse(wrap([{ ...row, status_impact: 'constructor', status: 'toString', impact: '__proto__' }]));
    expect([named.incidents.length, named.rejected.length]).toEqual([0, 1]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
