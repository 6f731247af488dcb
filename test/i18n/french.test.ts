import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FrenchText, readFrenchTexts } from '#test/support/french-texts';

const POLICIES = new URL('../../db/policies/', import.meta.url);

/** A mark that has no narrow no-break space before it, or guillemets without theirs. */
const BADLY_SPACED = /(^|[^\u202f])[;!?»]|[^\u202f(]%|«(?!\u202f)|(^|[^\u202f]):(?!\/\/|\d)/;
/** Straight quotes, and words for which the glossary has another. */
const STRAIGHT = /['"]/;
const OTHER_WORDS =
  /\b(avoirs|un avoir|e-mail|mail|prix|portail|réclam\w*|contrôles?|fiche|politique|coupure|indisponibilité|mot-clé)\b/i;

const say = ({ from, text }: FrenchText): string => `${from}: ${text}`;

describe('French messages', () => {
  let texts: readonly FrenchText[] = [];
  let unmade: readonly string[] = [];
  beforeAll(async () => {
    ({ texts, unmade } = await readFrenchTexts());
  });

  test('are all read, but for a few that need a word of a closed vocabulary', () => {
    expect(texts.length).toBeGreaterThan(1_400);
    expect(unmade).toEqual([
      'mail/fr.ts:fr.letters.ticket-step',
      'mail/fr.ts:fr.letters.credit-step',
      'mail/fr.ts:fr.letters.outage-dropped',
      'sla/fr.ts:frSteps.left-out',
    ]);
  });

  test('have a narrow no-break space before ; : ! ? % and inside of guillemets', () => {
    expect(texts.filter(({ text }) => BADLY_SPACED.test(text)).map(say)).toEqual([]);
  });

  test('have typographic apostrophes and the words of the glossary', () => {
    expect(texts.filter(({ text }) => STRAIGHT.test(text) || OTHER_WORDS.test(text)).map(say)).toEqual([]);
  });
});

test('what shipped policies say in French is spaced the same way', () => {
  const files = readdirSync(POLICIES).filter((file) => file.endsWith('.json'));
  const texts = files.flatMap((file) => frenchOf(file, JSON.parse(readFileSync(new URL(file, POLICIES), 'utf8'))));
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter(({ text }) => BADLY_SPACED.test(text)).map(say)).toEqual([]);
});

function frenchOf(from: string, value: unknown): FrenchText[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'fr' && typeof inner === 'string' ? [{ from, text: inner }] : frenchOf(`${from}.${name}`, inner),
  );
}
