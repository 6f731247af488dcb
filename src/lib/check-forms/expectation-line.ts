const LINE = /^(.+?)\s+(equals|differs|above|atLeast|below|atMost|contains|matches|exists)(?:\s+(.*))?$/;
const NUMBERS = new Set(['above', 'atLeast', 'below', 'atMost']);
const SCALARS = new Set(['equals', 'differs']);

/** `$.status equals ok` as an expectation; what cannot be read stays a text, which is refused with its reason. */
export function readExpectationLine(line: string): unknown {
  const [, path, comparison, value = ''] = LINE.exec(line.trim()) ?? [];
  if (path === undefined || comparison === undefined) return { path: line.trim() };
  return { path, [comparison]: readValue(comparison, value.trim()) };
}

export function writeExpectationLine(expectation: unknown): string {
  if (typeof expectation !== 'object' || expectation === null) return String(expectation);
  const { path = '', ...comparisons } = Object.fromEntries(Object.entries(expectation));
  const [[comparison, value] = ['', '']] = Object.entries(comparisons);
  return `${path} ${comparison} ${writeValue(comparison, value)}`.trim();
}

function readValue(comparison: string, text: string): unknown {
  if (NUMBERS.has(comparison)) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (comparison === 'exists') return text === '' || text === 'yes' || text === 'true';
  return SCALARS.has(comparison) ? readScalar(text) : text;
}

/** A text needs no quotes, unless it would be read as a number, true, false or null. */
function readScalar(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? text : value;
  } catch {
    return text;
  }
}

function writeValue(comparison: string, value: unknown): string {
  if (!SCALARS.has(comparison) || typeof value !== 'string') return String(value);
  return readScalar(value) === value ? value : JSON.stringify(value);
}
