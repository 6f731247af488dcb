import { RE2JS } from 're2js';

/** A step over one character costs up to this many instructions; a search that would take more is not begun. */
const MOST_STEPS = 2_000_000;
const MOST_INSTRUCTIONS = 100;

export interface SafePattern {
  /** How much of a text is searched: patterns of more parts see less of it. */
  readonly reach: number;
  readonly isIn: (text: string) => boolean;
}

/**
 * A regular expression (RE2 syntax) that takes time in proportion to the text, whatever the text; undefined when it is none, or
 * so large that a search would hold up other checks.
 */
export function safePattern(expression: string): SafePattern | undefined {
  try {
    const compiled = RE2JS.compile(expression);
    const size = compiled.programSize();
    if (size > MOST_INSTRUCTIONS) return undefined;
    const reach = Math.floor(MOST_STEPS / size);
    return { reach, isIn: (text) => compiled.matcher(text.slice(0, reach)).find() };
  } catch {
    return undefined;
  }
}
