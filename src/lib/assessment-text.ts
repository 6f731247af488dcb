import type { Assessment, AssessmentLine } from '#domain/sla/assessment';
import { dayOf } from '#domain/time';
import type { Language } from '#domain/words';
import { type SlaFormat, slaFormat } from '#i18n/sla/format';
import {
  assumptionSentence,
  missingPhrase,
  type ReportMessages,
  reportMessages,
  stepSentence,
} from '#i18n/sla/messages';
import { plainSpaces, printable, wrapText } from './plain-text.ts';

const WIDTH = 100;
const MOST_INTERVALS = 12;

interface Printer {
  readonly assessment: Assessment;
  readonly lang: Language;
  readonly format: SlaFormat;
  readonly words: ReportMessages;
  /** What is assumed of more than one service: said once, at the end. */
  readonly common: readonly string[];
  readonly unmeasured: ReadonlySet<string>;
}

/** An assessment for people at a terminal; of services that no record speaks of, nothing is said but that. */
export function assessmentText(
  assessment: Assessment,
  lang: Language,
  unmeasured: ReadonlySet<string> = new Set(),
): string {
  const words = reportMessages(lang);
  const common = commonAssumptions(assessment, lang);
  const printer = { assessment, lang, format: slaFormat(lang), words, common, unmeasured };
  const lines = [...assessment.services, assessment.total].map((line) => block(line, printer));
  const last = common.length > 0 ? [section(words.assumedOfSeveral, common, () => '–').join('\n')] : [];
  const blocks = [heading(printer), ...lines, ...last];
  return `${blocks.map((one) => plainSpaces(one, lang)).join('\n\n')}\n`;
}

function heading({ assessment, format, words }: Printer): string {
  const { policy, window, open, asOf } = assessment;
  const from = format.moment(window.startedAt, window.zone);
  const to = format.moment(window.endedAt, window.zone);
  const state = open ? ` · ${words.asOf(format.moment(asOf, window.zone))}` : '';
  return [
    `${printable(policy.name)} · ${words.version(policy.version)}`,
    `${from} – ${to} (${window.zone}) · ${format.minutes(window.ms)}${state}`,
  ].join('\n');
}

function block(line: AssessmentLine, printer: Printer): string {
  const { lang, words, common } = printer;
  if (isUnmeasured(line, printer)) {
    const name = line.service === null ? words.total : printable(line.service);
    const bare = `${name} — ${words.notMeasured}`;
    return [bare, '─'.repeat(Math.min(bare.length, WIDTH)), `  ${words.noRecord}`].join('\n');
  }
  const title = `${line.service === null ? words.total : printable(line.service)} — ${outcome(line, printer)}`;
  const steps = line.explanation.filter(({ code }) => code !== 'window').map((step) => stepSentence(step, lang));
  return [
    title,
    '─'.repeat(Math.min(title.length, WIDTH)),
    ...(line.service === null ? [] : figures(line, printer)),
    ...section(
      words.missing,
      line.missing.map((one) => missingPhrase(one, lang)),
      () => '?',
    ),
    ...section(words.worked, steps, (index) => `${index + 1}.`),
    ...section(
      words.assumed,
      line.assumptions.map((one) => assumptionSentence(one, lang)).filter((one) => !common.includes(one)),
      () => '–',
    ),
  ].join('\n');
}

/** Of the total: where no service was measured. */
function isUnmeasured({ service }: AssessmentLine, { assessment, unmeasured }: Printer): boolean {
  if (service !== null) return unmeasured.has(service);
  return (
    unmeasured.size > 0 && assessment.services.every((line) => line.service !== null && unmeasured.has(line.service))
  );
}

function commonAssumptions({ services }: Assessment, lang: Language): string[] {
  const said = services.flatMap((line) => line.assumptions.map((one) => assumptionSentence(one, lang)));
  const counts = Map.groupBy(said, (sentence) => sentence);
  return [...counts].filter(([, times]) => times.length > 1).map(([sentence]) => sentence);
}

function outcome(line: AssessmentLine, { assessment, format, words }: Printer): string {
  const credit = line.credit && format.credit(line.credit);
  const parts = [
    credit === null || line.verdict === 'not-owed' ? words.verdicts[line.verdict] : words[line.verdict](credit),
  ];
  if (line.claimBy !== null) {
    const today = dayOf(assessment.asOf, assessment.window.zone);
    const day = format.day(line.claimBy);
    parts.push(today > line.claimBy ? words.askedTooLate(day) : words.askBy(day));
  }
  return parts.join(' · ');
}

function figures(line: AssessmentLine, { assessment, format, words }: Printer): string[] {
  const { zone } = assessment.window;
  const labels = [words.uptime, words.downtime, words.unknown];
  const width = Math.max(...labels.map((label) => label.length)) + 2;
  const row = (label: string, value: string): string => `  ${label.padEnd(width)}${value}`;
  const { intervals, ms } = line.downtime;
  const shown = intervals.slice(0, MOST_INTERVALS).map(({ startedAt, endedAt }) => {
    const span = `${format.moment(startedAt, zone)} – ${endOf(startedAt, endedAt, zone, format)}`;
    return row('', `${span}  (${format.duration(endedAt - startedAt)})`);
  });
  const rest = intervals.length - shown.length;
  return [
    row(words.uptime, `${format.percent(line.uptime.percent)}`),
    row(words.downtime, format.duration(ms)),
    ...shown,
    ...(rest > 0 ? [row('', words.more(format.count(rest)))] : []),
    ...(line.unknownMs > 0 ? [row(words.unknown, format.duration(line.unknownMs))] : []),
  ];
}

/** The end of a span: its time alone where the day is the same. */
function endOf(startedAt: number, endedAt: number, zone: string, format: SlaFormat): string {
  const text = format.moment(endedAt, zone);
  return dayOf(startedAt, zone) === dayOf(endedAt, zone) ? text.slice(text.lastIndexOf(', ') + 2) : text;
}

function section(title: string, sentences: readonly string[], mark: (index: number) => string): string[] {
  if (sentences.length === 0) return [];
  const items = sentences.map((sentence, index) => wrapText(`    ${mark(index)} `, printable(sentence), WIDTH));
  return [`  ${title}`, ...items];
}
