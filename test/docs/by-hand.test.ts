import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { assess } from '#domain/sla/assess';
import type { AssessmentLine } from '#domain/sla/assessment';
import { capOf } from '#domain/sla/cap';
import { windowOf } from '#domain/sla/window';
import { MINUTE_MS } from '#domain/time';
import { shippedPolicy } from '#test/support/sla';
import { historyRows, type Provider } from './history-rows.ts';

const DOCUMENT = readFileSync(new URL('../../docs/three-months-by-hand.md', import.meta.url), 'utf8');
const [, ...CHAPTERS] = DOCUMENT.split('\n## ');
const SEEN_AT = Date.parse('2026-09-23T00:00:00Z');

interface Asked {
  readonly provider: Provider;
  readonly policy: string;
  readonly month: string;
  readonly service: string;
}

function lineOf({ provider, policy, month, service }: Asked): AssessmentLine {
  const outages = historyRows(provider);
  const input = { policy: shippedPolicy(policy), month, asOf: SEEN_AT, outages, services: [service] };
  const [line] = assess(input).services;
  if (!line) throw new Error(`${service} has no line.`);
  return line;
}

/** Lengths of the rows of a service and state that begin in a span of days, in the order of time. */
function lengthsOf(asked: Asked, state: 'down' | 'degraded', from: string, to: string): number[] {
  return historyRows(asked.provider)
    .filter((row) => row.service === asked.service && row.state === state)
    .filter(({ startedAt }) => startedAt >= Date.parse(from) && startedAt < Date.parse(to))
    .map(({ startedAt, endedAt }) => (endedAt ?? startedAt) - startedAt);
}

const count = (value: number): string => value.toLocaleString('en-GB');
/** Six decimals, rounded down by whole numbers alone. */
const percent = (up: number, whole: number): string => {
  const scaled = String((BigInt(up) * 100_000_000n) / BigInt(whole)).padStart(8, '0');
  return `${scaled.slice(0, -6)}.${scaled.slice(-6)}`;
};

function expectTold(chapter: number, told: readonly string[]): void {
  const text = CHAPTERS[chapter] ?? '';
  expect(told.filter((one) => !text.includes(one))).toEqual([]);
}

describe('the windows worked out by hand', () => {
  test('Google Meet and Gmail, January 2023', () => {
    const meet: Asked = {
      provider: 'google-workspace',
      policy: 'google-workspace',
      month: '2023-01',
      service: 'Google Meet',
    };
    const whole = 31 * 24 * 60;
    const minutes = lengthsOf(meet, 'degraded', '2023-01-01', '2023-02-01').map((ms) => ms / MINUTE_MS);
    expect(minutes).toEqual([410]);
    const line = lineOf(meet);
    expect(line).toMatchObject({ verdict: 'depends', credit: { unit: 'days', amount: 3 }, certain: { credit: null } });
    expect(line.uptime.percent).toBe(percent(whole - 410, whole));
    expect(line.claimDates.map(({ by }) => by)).toEqual(['2023-02-17', '2023-03-02']);
    expect(lineOf({ ...meet, service: 'Gmail' })).toMatchObject({ verdict: 'not-owed', downtime: { ms: 0 } });
    const crossed = Date.parse('2023-01-18T07:45:00Z') + (whole * MINUTE_MS) / 1_000 + 1;
    expect(new Date(crossed).toISOString()).toBe('2023-01-18T08:29:38.401Z');
    expectTold(0, [
      `**${count(whole)} min**`,
      `${count(whole - 410)} ÷ ${count(whole)} = **${line.uptime.percent} %**`,
      `${whole / 100} min`,
      `${whole / 1_000} min`,
      '08:29:38.401',
      '**17 February 2023**',
      '**2 March 2023**',
    ]);
  });

  test('Google Compute Engine, May 2022', () => {
    const asked: Asked = {
      provider: 'google-cloud',
      policy: 'google-cloud-compute',
      month: '2022-05',
      service: 'Google Compute Engine',
    };
    const whole = 31 * 24 * 60;
    const down = lengthsOf(asked, 'down', '2022-05-01', '2022-06-01').map((ms) => ms / MINUTE_MS);
    const [inside = 0, doubtful = 0] = lengthsOf(asked, 'degraded', '2022-05-01', '2022-06-01').map(
      (ms) => ms / MINUTE_MS,
    );
    expect([down, doubtful]).toEqual([[636], 198]);
    expect(Math.round(636 + inside)).toBe(845);
    const line = lineOf(asked);
    expect(line).toMatchObject({
      verdict: 'owed',
      credit: { unit: 'percent', amount: 250_000 },
      claimBy: '2022-06-30',
    });
    expect(line.uptime.percent).toBe(percent(whole - 636, whole));
    expectTold(1, [
      `${count(whole - 636)} ÷ ${count(whole)} = **${line.uptime.percent} %**`,
      `${count(whole - 834)} ÷ ${count(whole)} = **${percent(whole - 834, whole)} %**`,
      '**30 June 2022**',
    ]);
  });

  test('GitHub Issues, the third quarter of 2023', () => {
    const asked: Asked = { provider: 'github', policy: 'github-enterprise', month: '2023-07', service: 'Issues' };
    const whole = 92 * 24 * 60 * MINUTE_MS;
    const [down = 0, ...more] = lengthsOf(asked, 'down', '2023-07-01', '2023-10-01');
    const degraded = lengthsOf(asked, 'degraded', '2023-07-01', '2023-10-01');
    const doubtful = degraded.reduce((sum, ms) => sum + ms, 0);
    expect(more).toEqual([]);
    const line = lineOf(asked);
    expect(line).toMatchObject({
      verdict: 'owed',
      credit: { unit: 'percent', amount: 100_000 },
      claimBy: '2023-10-30',
    });
    expect(line.uptime.exact).toBe(`${whole - down}/${whole}`);
    const { terms } = shippedPolicy('github-enterprise');
    const cap = capOf(terms, { window: windowOf(terms.window, '2023-07', 'UTC') });
    expect(cap).toEqual({ unit: 'percent', amount: Math.floor((90 * 1_000_000) / 92) });
    expectTold(2, [
      `**${count(whole)} ms**`,
      `**${count(down)} ms**`,
      ...degraded.map((ms) => `${count(ms)} ms`),
      `**${count(doubtful)} ms**`,
      `(${count(whole)} − ${count(down)}) ÷ ${count(whole)} = **${percent(whole - down, whole)} %**`,
      `(${count(whole)} − ${count(down + doubtful)}) ÷ ${count(whole)} = **${percent(whole - down - doubtful, whole)} %**`,
      '97.8260 %',
      '**30 October 2023**',
    ]);
  });

  test('Cloud SQL at the edge of November 2021', () => {
    const asked: Asked = { provider: 'google-cloud', policy: 'aws-ec2', month: '2021-11', service: 'Google Cloud SQL' };
    const [ms = 0] = lengthsOf(asked, 'degraded', '2021-11-02', '2021-11-03');
    const edge = Date.parse('2021-12-01T00:00:00Z');
    const november = (edge - Date.parse('2021-11-02T12:13:00Z')) / MINUTE_MS;
    expectTold(3, [
      `${count(ms / MINUTE_MS)} min`,
      `**${count(november)} min**`,
      `**${count(ms / MINUTE_MS - november)} min**`,
    ]);
    const isThat = ({ startedAt, endedAt }: { startedAt: number; endedAt: number }): boolean =>
      endedAt === edge && startedAt <= edge - november * MINUTE_MS;
    expect(lineOf(asked).downtime.intervals.some(isThat)).toBe(true);
  });
});
