import { REMOVED, SECRET_NAMES } from './secret-names.ts';

export interface RedactedText {
  readonly text: string;
  /** How many values were taken out. */
  readonly count: number;
}

const QUOTED = `"[^"\\\\]*(?:\\\\.[^"\\\\]*)*"|'[^'\\\\]*(?:\\\\.[^'\\\\]*)*'`;
const KEY = (names: string): string => `\\\\?["']?(?:${names})\\\\?["']?\\s*[:=]\\s*`;
const BEFORE = '(?<![a-z])';
const END = '(?=\\s*(?:[,})\\]]|$))';

/** `"Cookie": "…"` up to the quote that closes it, where the value ends there. */
const QUOTED_VALUE = new RegExp(`(["'](?:${SECRET_NAMES})["']\\s*:\\s*)(?:${QUOTED})${END}`, 'gim');
/** `name: Cookie, value: …`, on one line or two. */
const NAMED_VALUE = new RegExp(
  `(${BEFORE}${KEY('name|key|header')}\\\\?["']?(?:${SECRET_NAMES})[\\s:"'\\\\,;]{0,80}${KEY('value')})(?:(?:${QUOTED})${END}|[^\\r\\n]*)`,
  'gi',
);
const GONE = `["']\\s*:\\s*"\\[removed\\]"|["']?\\s*,\\s*["']?value["']?\\s*:\\s*"\\[removed\\]"`;
const TO_THE_END = '[^\\r\\n]*[^\\s][^\\r\\n]*';
/** `Cookie: …`, `'Authorization' => …`, `cookies = …`, `Cookie("sid", …`. */
const HEADER = new RegExp(
  `(${BEFORE}(?:${SECRET_NAMES}|cookies)(?!${GONE})[\\\\"'\\]\\s]*(?:[:=(]>?)[^\\S\\r\\n]*)(?!\\[removed\\]\\s*$)[^\\r\\n]*`,
  'gi',
);
/** The same as a cell before the next one, or as an argument before the next one. */
const CELL = new RegExp(
  `((?:^|[,;|\\t"'])[^\\S\\r\\n\\t]*(?:${SECRET_NAMES})(?!${GONE})\\\\?["']?[^\\S\\r\\n\\t]*[,;|\\t])(?!\\[removed\\]\\s*$)${TO_THE_END}`,
  'gi',
);
const CURL =
  /((?:^|\s)(?:-[a-z]*[bu](?:[^\S\r\n]+|(?=["'$]))|--(?:cookie|user|proxy-user|oauth2-bearer)(?:[^\S\r\n]+|=))(?=\S))[^\r\n]*/gi;
/** A line of the file in which browsers and curl keep cookies. */
const JAR = /^(\S+\t(?:TRUE|FALSE)\t\S*\t(?:TRUE|FALSE)\t\d+\t[^\t\r\n]*\t)[^\r\n]+/g;
const WORTH_A_LOOK = /authorization|cookie|curl/i;

/** Takes out what follows the name of such a header, to the end of its line and of the lines that continue it. */
export function redactHeaderLines(text: string): RedactedText {
  if (!WORTH_A_LOOK.test(text)) return { text, count: 0 };
  const counter = { count: 0 };
  const quoted = (_: string, before: string): string => {
    counter.count += 1;
    return `${before}"${REMOVED}"`;
  };
  const lines = text.replaceAll(NAMED_VALUE, quoted).replaceAll(QUOTED_VALUE, quoted).split('\n');
  const patterns = /\bcurl\b/i.test(text) ? [HEADER, CELL, JAR, CURL] : [HEADER, CELL, JAR];
  const kept = redactLines(lines, { patterns, counter });
  return { text: counter.count === 0 ? text : kept.join('\n'), count: counter.count };
}

function redactLines(
  lines: readonly string[],
  { patterns, counter }: { readonly patterns: readonly RegExp[]; readonly counter: { count: number } },
): string[] {
  const kept: string[] = [];
  let continuesBeyond = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const indent = indentOf(line);
    if (indent > continuesBeyond) continue;
    const before = counter.count;
    const redacted = patterns.reduce((rest, pattern) => rest.replace(pattern, hideIn(counter)), line);
    // A folded header goes on in the lines that stand further in.
    continuesBeyond = counter.count > before ? indent : Number.POSITIVE_INFINITY;
    kept.push(redacted);
  }
  return kept;
}

function hideIn(counter: { count: number }) {
  return (_: string, before: string): string => {
    counter.count += 1;
    return `${before}${REMOVED}`;
  };
}

/** How far in a line stands, behind the mark of a trace. */
function indentOf(line: string): number {
  return /^[<>*]?[ \t]*/.exec(line)?.[0].length ?? 0;
}
