import type { Verdict } from '#domain/sla/assessment';
import type {
  Assumption,
  AssumptionCode,
  AssumptionValues,
  Missing,
  MissingCode,
  MissingValues,
  Step,
  StepCode,
  StepValues,
} from '#domain/sla/steps';
import type { Language } from '#domain/words';
import { enMissing, enReport, enSteps } from './en.ts';
import { enAssumptions } from './en-assumptions.ts';
import { type SlaFormat, slaFormat } from './format.ts';
import { frMissing, frReport, frSteps } from './fr.ts';
import { frAssumptions } from './fr-assumptions.ts';

export type StepMessages = { readonly [C in StepCode]: (values: StepValues[C], format: SlaFormat) => string };
export type AssumptionMessages = {
  readonly [C in AssumptionCode]: (values: AssumptionValues[C], format: SlaFormat) => string;
};
export type MissingMessages = { readonly [C in MissingCode]: (values: MissingValues[C], format: SlaFormat) => string };

/** The words around the figures. */
export interface ReportMessages {
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly notMeasured: string;
  readonly noRecord: string;
  readonly total: string;
  readonly owed: (credit: string) => string;
  readonly depends: (credit: string) => string;
  readonly askBy: (day: string) => string;
  readonly askedTooLate: (day: string) => string;
  readonly uptime: string;
  readonly downtime: string;
  readonly unknown: string;
  readonly missing: string;
  readonly assumed: string;
  readonly assumedOfSeveral: string;
  readonly worked: string;
  readonly more: (count: string) => string;
  readonly version: (version: number) => string;
  readonly asOf: (moment: string) => string;
}

const STEPS: Readonly<Record<Language, StepMessages>> = { en: enSteps, fr: frSteps };
const ASSUMPTIONS: Readonly<Record<Language, AssumptionMessages>> = { en: enAssumptions, fr: frAssumptions };
const MISSING: Readonly<Record<Language, MissingMessages>> = { en: enMissing, fr: frMissing };
const REPORT: Readonly<Record<Language, ReportMessages>> = { en: enReport, fr: frReport };

/** One step of the arithmetic as a sentence. */
export function stepSentence(step: Step, lang: Language): string {
  const say = STEPS[lang][step.code] as (values: Step['values'], format: SlaFormat) => string;
  return say(step.values, slaFormat(lang));
}

/** What was taken to be so, as a sentence. */
export function assumptionSentence(assumption: Assumption, lang: Language): string {
  const say = ASSUMPTIONS[lang][assumption.code] as (values: Assumption['values'], format: SlaFormat) => string;
  return say(assumption.values, slaFormat(lang));
}

/** The fact that is missing, as a noun phrase. */
export function missingPhrase(missing: Missing, lang: Language): string {
  const say = MISSING[lang][missing.code] as (values: Missing['values'], format: SlaFormat) => string;
  return say(missing.values, slaFormat(lang));
}

export function reportMessages(lang: Language): ReportMessages {
  return REPORT[lang];
}
