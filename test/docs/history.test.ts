import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unionMs } from '#domain/interval';
import { historyCsv, historyDocument, historyWindows } from './history.ts';
import { hasRealHistory, readHistory, readRealHistory } from './history-rows.ts';

const DOCUMENT = new URL('../../docs/history.md', import.meta.url);
const CSV = new URL('../../docs/history.csv', import.meta.url);
const isUpdate = process.env['UPDATE_DOCS'] === 'yes';

describe('the real history', () => {
  test.skipIf(!hasRealHistory)('is kept as the documents beside the project have it (skipped without them)', () => {
    expect(readHistory()).toEqual(readRealHistory());
  });

  test('stands in the table and the document as the arithmetic has it', () => {
    const [csv, document] = [historyCsv(), historyDocument()];
    if (isUpdate) writeFileSync(CSV, csv);
    if (isUpdate) writeFileSync(DOCUMENT, document);
    expect(readFileSync(CSV, 'utf8')).toBe(csv);
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(document);
  });

  test('is counted once where incidents overlap: the services together were down for less than the sum', () => {
    const spans = Object.values(readHistory().github).flatMap(({ down = [], degraded = [] }) => [...down, ...degraded]);
    const union = unionMs(spans.map(([startedAt, endedAt]) => ({ startedAt, endedAt })));
    const sum = spans.reduce((total, [startedAt, endedAt]) => total + endedAt - startedAt, 0);
    expect([Math.round(union / 60_000), Math.round(sum / 60_000)]).toEqual([37_345, 48_888]);
  });

  test('never earns more than the cap, and never less than what is certain', () => {
    for (const provider of ['google-workspace', 'google-cloud', 'github'] as const) {
      for (const { assessment } of historyWindows(provider)) {
        const { total, services } = assessment;
        for (const line of [...services, total]) {
          expect(line.credit?.amount ?? 0).toBeGreaterThanOrEqual(line.certain.credit?.amount ?? 0);
          if (line.credit?.unit === 'days') expect(line.credit.amount).toBeLessThanOrEqual(15);
          if (line.credit?.unit === 'percent') expect(line.credit.amount).toBeLessThanOrEqual(1_000_000);
        }
      }
    }
  });
});
