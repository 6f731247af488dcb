import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../src/i18n', import.meta.url));
const FRENCH = /(^|[/-])fr([.-]|$)/;
/** Dates are made of it as well as words. */
const AT = Date.parse('2026-10-05T12:00:00Z');

export interface FrenchText {
  /** File and place in it. */
  readonly from: string;
  readonly text: string;
}

export interface FrenchTexts {
  readonly texts: readonly FrenchText[];
  /** Messages that could not be made from stand-ins. */
  readonly unmade: readonly string[];
}

/** Every French message of the product; those that are made from values are made from stand-ins. */
export async function readFrenchTexts(): Promise<FrenchTexts> {
  const texts: FrenchText[] = [];
  const unmade: string[] = [];
  const seen = new Set<unknown>();
  const walk = (from: string, value: unknown): void => {
    if (typeof value === 'string') texts.push({ from, text: value });
    else if (value === STAND_IN) return;
    else if (typeof value === 'function') {
      try {
        walk(`${from}()`, value(STAND_IN, STAND_IN, STAND_IN, STAND_IN));
      } catch {
        unmade.push(from);
      }
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const [name, inner] of Object.entries(value)) walk(`${from}.${name}`, inner);
    }
  };
  for (const file of readdirSync(FOLDER, { recursive: true }).map(String)) {
    if (!FRENCH.test(file)) continue;
    const module: Record<string, unknown> = await import(join(FOLDER, file));
    for (const [name, value] of Object.entries(module)) walk(`${file}:${name}`, value);
  }
  return { texts, unmade };
}

/** Text, number, list, object and function at once. */
function makeStandIn(): unknown {
  const self: unknown = new Proxy(() => self, {
    get: (_, name) => {
      if (name === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? 'X' : AT);
      if (name === Symbol.iterator) return [][Symbol.iterator];
      if (name === 'toString') return () => 'X';
      if (name === 'length') return 2;
      return name === 'at' || name === 'find' ? () => undefined : self;
    },
    apply: () => self,
  });
  return self;
}

const STAND_IN = makeStandIn();
