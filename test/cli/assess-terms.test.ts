import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type AssessOptions, runAssess } from '../../src/cli/assess.ts';

const dir = mkdtempSync(join(tmpdir(), 'outage-ledger-cli-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function write(name: string, value: unknown): string {
  const path = join(dir, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

const ROW = { service: 'Slack', startedAt: '2024-05-10T14:00:00Z', endedAt: '2024-05-10T15:00:00Z', state: 'down' };
const SLACK = { policy: 'slack', month: '2024-05', lang: 'en' };
const EXCLUSION = {
  service: null,
  startedAt: '2024-05-10T14:30:00Z',
  endedAt: '2024-05-10T15:00:00Z',
  by: 'C. Martin',
  reason: 'own firewall',
};

async function first(options: Partial<AssessOptions>) {
  const outages = write('outages.json', [ROW]);
  return JSON.parse(await runAssess({ ...SLACK, outages, ...options }))[0];
}

describe('assess', () => {
  test('takes the version of the policy that held when the window began', async () => {
    expect((await first({})).credit).toEqual({ unit: 'percent', amount: 0.4579 });
    expect((await first({ month: '2024-10' })).explanation).toContain(
      'The agreement promises no figure and grants no credit.',
    );
  });

  test('turns a multiple of the fee into money once the fee is given', async () => {
    const line = await first({ fee: '3750.00 USD' });
    expect(line.credit).toEqual({ unit: 'money', amount: 17.17, currency: 'USD' });
    expect(line.explanation.join(' ')).toContain('Of a fee of US$3,750.00 that is US$17.17.');
  });

  test('takes out what somebody excluded, and says who and why', async () => {
    const line = await first({ exclusions: write('exclusions.json', [EXCLUSION]) });
    expect(line.downtime.ms).toBe(1_800_000);
    expect(line.explanation.join(' ')).toContain(
      'C. Martin took out 10 May 2024, 14:30 to 10 May 2024, 15:00 (own firewall)',
    );
  });

  test.each<[string, Partial<AssessOptions>, string]>([
    [
      'a fee without its currency',
      { fee: '12' },
      '“12” is not a fee; write the sum of the window and its currency, such as "1250.00 EUR".',
    ],
    ['a fee finer than its currency', { fee: '1.005 EUR' }, '“1.005 EUR” is not a fee;'],
    ['exclusions that are no list', { exclusions: write('object.json', {}) }, 'is not a list of exclusions.'],
    [
      'an exclusion without a reason',
      { exclusions: write('bare.json', [{ ...EXCLUSION, reason: '' }]) },
      'row 1: “reason” must not be empty.',
    ],
    [
      'an exclusion that ends first',
      { exclusions: write('back.json', [{ ...EXCLUSION, endedAt: '2024-05-10T14:00:00Z' }]) },
      'row 1: “endedAt” must be after “startedAt”.',
    ],
  ])('answers %s with one sentence', async (_name, options, sentence) => {
    await expect(first(options)).rejects.toThrow(sentence);
  });
});
