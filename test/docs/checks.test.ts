import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { isOfTheTarget, PROBE_CAUSES, sentenceOfCause } from '#domain/watching/probe-cause';
import { parseCatalogue } from '#lib/catalogue-file';
import { CHECK_TARGETS } from '#lib/check-targets/check-target';
import { secretFieldsOf } from '#lib/check-targets/secret-text';

const DOCUMENT = new URL('../../docs/checks.md', import.meta.url);
const CAUSES_BEGIN = '## Why a run fails\n\n';
const text = readFileSync(DOCUMENT, 'utf8');
const examples = [...text.matchAll(/```yaml\n(?<yaml>.*?)```/gs)].map(({ groups }) => groups?.['yaml'] ?? '');
const kinds: readonly (readonly [string, z.ZodObject])[] = Object.entries(CHECK_TARGETS);

test.each(examples)('this example is taken by the catalogue: %s', (yaml) => {
  const checks = yaml.replaceAll(/^/gm, '          ');
  const catalogue = `groups:\n  - slug: g\n    name: G\n    services:\n      - slug: s\n        name: S\n        checks:\n${checks}`;
  expect(parseCatalogue(catalogue, 'checks.md').groups[0]?.services[0]?.checks).toHaveLength(1);
});

test.each(kinds)('%s has an example, and a line for every field that says whether it is secret', (kind, target) => {
  const section = text.split(/^## /m).find((part) => part.startsWith(`\`${kind}\``)) ?? '';
  expect(section).toMatch(new RegExp(`^  ${kind}:`, 'm'));
  const rows = new Map([...section.matchAll(/^\| `(\w+)` +\| (.*?) +\|/gm)].map(([, field, is]) => [field, is ?? '']));
  expect([...rows.keys()].toSorted()).toEqual(Object.keys(target.shape).toSorted());
  const secret = [...rows].filter(([, is]) => /secret/.test(is)).map(([field]) => field);
  expect(secret.toSorted()).toEqual(secretFieldsOf(target).toSorted());
});

test('every cause stands in the document with its sentence and what it counts as', () => {
  const table = padded([
    ['cause', 'says', 'counts as'],
    ...PROBE_CAUSES.map((cause) => [
      `\`${cause}\``,
      sentenceOfCause(cause),
      isOfTheTarget(cause) ? 'a failure' : 'unknown',
    ]),
  ]);
  if (process.env['UPDATE_DOCS'] === 'yes') {
    writeFileSync(DOCUMENT, text.slice(0, text.indexOf(CAUSES_BEGIN) + CAUSES_BEGIN.length) + table);
  }
  expect(readFileSync(DOCUMENT, 'utf8').split(CAUSES_BEGIN)[1]).toBe(table);
});

/** A table as the formatter writes it. */
function padded(rows: readonly (readonly string[])[]): string {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [head = '', ...lines] = rows.map(
    (row) => `| ${row.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join(' | ')} |`,
  );
  return [head, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines, ''].join('\n');
}
