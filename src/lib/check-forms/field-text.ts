import { readExpectationLine, writeExpectationLine } from './expectation-line.ts';
import type { FieldInput } from './form-field.ts';

/** A value of a target as it is typed; a secret is never written back. */
export function writeField(input: FieldInput, value: unknown): string {
  if (value === undefined || value === null || input === 'secret' || input === 'secret-pairs') return '';
  if (input === 'tick') return value === true ? 'yes' : '';
  if (input === 'lines' && Array.isArray(value)) return value.map(String).join('\n');
  if (input === 'json-expectations' && Array.isArray(value)) return value.map(writeExpectationLine).join('\n');
  if (input === 'pairs' && typeof value === 'object') {
    return Object.entries(value)
      .map((pair) => pair.join(': '))
      .join('\n');
  }
  if (input === 'control-line') return writeControls(String(value));
  if (typeof value === 'object') return JSON.stringify(value, null, 2);
  return String(value);
}

/** What was typed as a value of a target; undefined where nothing was. What cannot be read is left to the kind to refuse. */
export function readField(input: FieldInput, typed: string): unknown {
  if (input === 'tick') return typed === 'yes';
  if (input === 'secret') return typed === '' ? undefined : typed;
  if (typed.trim() === '') return undefined;
  switch (input) {
    case 'line':
    case 'choice':
      return typed.trim();
    case 'control-line':
      return readControls(typed);
    case 'number':
      return /^-?\d+(\.\d+)?$/.test(typed.trim()) ? Number(typed) : typed;
    case 'lines':
      return linesOf(typed).map((line) => line.trim());
    case 'pairs':
    case 'secret-pairs':
      return Object.fromEntries(linesOf(typed).map(readPair));
    case 'json-expectations':
      return linesOf(typed).map(readExpectationLine);
    case 'json':
      return readJson(typed);
    default:
      return typed.replaceAll('\r\n', '\n');
  }
}

const CONTROLS: readonly (readonly [written: string, meant: string])[] = [
  ['\\\\', '\\'],
  ['\\r', '\r'],
  ['\\n', '\n'],
  ['\\t', '\t'],
];

function writeControls(text: string): string {
  return text.replace(/[\\\r\n\t]/g, (one) => CONTROLS.find(([, meant]) => meant === one)?.[0] ?? one);
}

function readControls(typed: string): string {
  return typed.replace(/\\[\\rnt]/g, (one) => CONTROLS.find(([written]) => written === one)?.[1] ?? one);
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

function readPair(line: string): [string, string] {
  const colon = line.indexOf(':');
  // A line without a colon is no name that any kind takes.
  return colon < 0 ? [`${line.trim()} (no colon)`, ''] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
