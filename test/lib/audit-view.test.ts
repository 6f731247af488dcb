import { expect, test } from 'vitest';
import { wordDetail } from '#lib/audit-view';

test('details of the log are read without a table of epochs and ids', () => {
  const detail = {
    startedAt: Date.parse('2026-10-05T10:00:00Z'),
    contractId: '0199a000-0000-7000-8000-000000abcdef',
    after: { stage: 'resolved', endedAt: Date.parse('2026-10-05T11:30:00Z'), note: null },
    amount: 1_790_000_000_000,
  };
  expect(wordDetail(detail)).toEqual([
    'started at: 2026-10-05 10:00 UTC',
    'contract id: …abcdef',
    'after: (stage: resolved, ended at: 2026-10-05 11:30 UTC)',
    'amount: 1790000000000',
  ]);
});
