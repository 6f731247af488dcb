import { DAY_MS, type Instant, toIso } from '../time.ts';
import type { IncidentStage } from '../words.ts';
import { LIMITS } from './limits.ts';
import { readInstant, readText } from './read-json.ts';
import { monthOf } from './syndication-time.ts';

/** One step that an entry tells of, e.g. “Aug 21, 00:37 UTC Identified - The issue …”. */
export interface EntryNote {
  readonly at: Instant;
  readonly stage: IncidentStage;
  /** Whether its label is one of an incident, not of planned work. */
  readonly isTrouble: boolean;
  readonly body: string;
}

const LABELS = new Map<string, { readonly stage: IncidentStage; readonly isTrouble: boolean }>([
  ['investigating', { stage: 'investigating', isTrouble: true }],
  ['identified', { stage: 'identified', isTrouble: true }],
  ['monitoring', { stage: 'monitoring', isTrouble: true }],
  ['update', { stage: 'identified', isTrouble: false }],
  ['resolved', { stage: 'resolved', isTrouble: false }],
  ['postmortem', { stage: 'resolved', isTrouble: false }],
  ['scheduled', { stage: 'investigating', isTrouble: false }],
  ['in progress', { stage: 'identified', isTrouble: false }],
  ['verifying', { stage: 'monitoring', isTrouble: false }],
  ['completed', { stage: 'resolved', isTrouble: false }],
]);

const STEP =
  /^([A-Za-z]{3})[a-z]* {1,3}(\d{1,2}) ?, {0,3}(\d{2}):(\d{2}) UTC\s{0,5}(Investigating|Identified|Monitoring|Update|Resolved|Postmortem|Scheduled|In progress|Verifying|Completed) {0,3}-/gim;

/** The steps that an entry's text tells of, oldest first; a step tells no year, so it is the last one before the entry changed. */
export function readEntryNotes(html: string, updated: Instant): EntryNote[] {
  const text = plainText(html);
  const steps = [...text.matchAll(STEP)].slice(0, LIMITS.updates);
  const notes = steps.flatMap((step, index): EntryNote[] => {
    const label = LABELS.get((step[5] ?? '').toLowerCase());
    const at = instantOf(step, updated);
    if (label === undefined || at === undefined) return [];
    const body = text.slice((step.index ?? 0) + step[0].length, steps[index + 1]?.index ?? text.length);
    return [{ at, ...label, body: readText(body, LIMITS.body) }];
  });
  return notes.toReversed().toSorted((a, b) => a.at - b.at);
}

function instantOf([, word = '', day = '', hour, minute]: RegExpMatchArray, updated: Instant): Instant | undefined {
  const year = Number(toIso(updated + DAY_MS).slice(0, 4));
  const month = monthOf(word);
  if (month === undefined) return undefined;
  const candidates = [year, year - 1].map((one) => {
    return readInstant(`${one}-${month}-${day.padStart(2, '0')}T${hour}:${minute}:00Z`) ?? undefined;
  });
  return candidates.find((at) => at !== undefined && at <= updated + DAY_MS);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The words of a piece of HTML, line by line. */
export function plainText(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li)\b[^>]{0,200}>/gi, '\n')
    .replace(/<[^<>]{0,2000}>/g, '')
    .replace(/&(#\d{1,6}|[a-z]{2,5});/gi, (whole, name: string) => {
      if (!name.startsWith('#')) return ENTITIES[name.toLowerCase()] ?? whole;
      const code = Number(name.slice(1));
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
}
