import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRule } from '#domain/maintenance/rule';
import { occurrencesOf } from '#domain/maintenance/series';
import { utcText } from '#i18n/maintenance-desk';

const PAGE = readFileSync(new URL('../../docs/maintenance.md', import.meta.url), 'utf8');

test('the worked examples across changes of the clock are what the product makes of them', () => {
  const examples = [...PAGE.matchAll(/```\n(\d{4}[^`]+)```/g)].map(([, text = '']) => text.trim().split('\n'));
  expect(examples.map((lines) => lines.length)).toEqual([3, 3]);
  const { rule = null } = readRule('FREQ=WEEKLY;BYDAY=SU');
  for (const lines of examples) {
    const startsLocal = lines[0]?.slice(0, 16).replace(' ', 'T') ?? '';
    const schedule = { zone: 'Europe/Berlin', startsLocal, durationMinutes: 60, rule, skippedDays: [] };
    const made: string[] = [];
    for (const one of occurrencesOf(schedule)) {
      if (made.length === lines.length) break;
      const when =
        'why' in one ? 'left out, the clock jumps over it' : `${utcText(one.startedAt)} to ${utcText(one.endedAt)}`;
      made.push(`${one.plannedLocal.replace('T', ' ')} Europe/Berlin = ${when}`);
    }
    expect(made).toEqual(lines);
  }
});
