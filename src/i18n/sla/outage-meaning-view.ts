import type { Assessment, AssessmentLine } from '#domain/sla/assessment';
import type { OutageMeaning } from '#domain/sla/outage-meaning';
import { dayOf, type Instant } from '#domain/time';
import type { Language } from '#domain/words';
import { type SlaFormat, slaFormat } from './format.ts';
import { assumptionSentence, stepSentence } from './messages.ts';
import { slaPageMessages } from './page-messages.ts';

/** One agreement as the page prints it. */
export interface MeaningView {
  readonly id: string;
  readonly name: string;
  readonly named: boolean;
  readonly owed: boolean;
  readonly result: string;
  /** Until when to ask, as a sentence; null where there is nothing to ask for. */
  readonly until: string | null;
  readonly services: readonly { readonly name: string; readonly steps: readonly string[] }[];
  readonly total: readonly string[];
  readonly assumptions: readonly string[];
  /** null where nothing is owed. */
  readonly letter: string | null;
}

export interface MeaningContext {
  readonly lang: Language;
  readonly now: Instant;
  /** The public address of the incident. */
  readonly url: string;
  /** Names of services for readers, by the names policies use. */
  readonly nameOf: (service: string) => string;
}

/** Prints one meaning: the result in a few words, the arithmetic service by service, and the letter. */
export function meaningView({ policy, named, assessment }: OutageMeaning, context: MeaningContext): MeaningView {
  const { lang, nameOf } = context;
  const f = slaFormat(lang);
  const owing = assessment.services.filter(({ credit }) => credit !== null);
  return {
    id: policy.id,
    name: policy.name,
    named,
    owed: owing.length > 0,
    result: resultText({ owing, total: assessment.total }, { f, context }),
    until: untilText(assessment, { f, context }),
    services: assessment.services.map(({ service, explanation }) => ({
      name: nameOf(service ?? ''),
      steps: explanation.map((step) => stepSentence(step, lang)),
    })),
    total: owing.length > 1 ? assessment.total.explanation.slice(1).map((step) => stepSentence(step, lang)) : [],
    assumptions: distinct(
      [...assessment.services, assessment.total].flatMap(({ assumptions }) =>
        assumptions.map((one) => assumptionSentence(one, lang)),
      ),
    ),
    letter: owing.length > 0 ? letterText({ policy, named, assessment }, owing, context) : null,
  };
}

/** By the earliest reading; by the latest where that alone has not passed. */
function untilText({ total, window }: Assessment, { f, context }: Told): string | null {
  const words = slaPageMessages(context.lang);
  const { claimBy, claimDates } = total;
  const last = claimDates.at(-1)?.by;
  if (claimBy === null || last === undefined) return null;
  const today = dayOf(context.now, window.zone);
  if (today <= claimBy) return words.askBy(f.day(claimBy), window.zone);
  if (today <= last) return words.disputed(f.day(claimBy), f.day(last), window.zone);
  return words.lapsed(f.day(last), window.zone);
}

interface Told {
  readonly f: SlaFormat;
  readonly context: MeaningContext;
}

interface Owing {
  readonly owing: readonly AssessmentLine[];
  readonly total: AssessmentLine;
}

function resultText({ owing, total }: Owing, { f, context }: Told): string {
  const words = slaPageMessages(context.lang);
  if (owing.length === 0) return words.owesNothing;
  if (total.credit) return words.owes(f.credit(total.credit));
  const parts = owing.flatMap(({ service, credit }) =>
    credit ? [`${context.nameOf(service ?? '')} ${f.credit(credit)}`] : [],
  );
  return words.owes(f.list(parts));
}

function letterText(
  { policy, assessment }: OutageMeaning,
  owing: readonly AssessmentLine[],
  { lang, url, nameOf }: MeaningContext,
): string {
  const f = slaFormat(lang);
  const { window } = assessment;
  const spans = owing.flatMap(({ service, downtime }) =>
    downtime.intervals.map(({ startedAt, endedAt }) => {
      const length = f.duration(endedAt - startedAt);
      return `${nameOf(service ?? '')} · ${f.moment(startedAt, window.zone)} – ${f.moment(endedAt, window.zone)} (${window.zone}) · ${length}`;
    }),
  );
  const first = owing[0]?.downtime.intervals[0]?.startedAt ?? window.startedAt;
  const lines = slaPageMessages(lang).letter({
    policy: policy.name,
    services: f.list(owing.map(({ service }) => nameOf(service ?? ''))),
    day: f.day(dayOf(first, window.zone)),
    window: `${f.day(dayOf(window.startedAt, window.zone))} – ${f.day(dayOf(window.endedAt - 1, window.zone))} (${window.zone})`,
    spans,
    figures: owing.flatMap((line) => figureLines(line, { lang, nameOf })),
    url,
  });
  return lines.join('\n');
}

/** The uptime and the tier of a service, in the words of the arithmetic. */
function figureLines(
  { service, explanation }: AssessmentLine,
  { lang, nameOf }: Pick<MeaningContext, 'lang' | 'nameOf'>,
): string[] {
  const told = explanation.filter(({ code }) => ['uptime', 'tier-earned', 'multiple-earned'].includes(code));
  return [`${nameOf(service ?? '')}`, ...told.map((step) => `- ${stepSentence(step, lang)}`)];
}

function distinct(sentences: readonly string[]): string[] {
  return [...new Set(sentences)];
}
