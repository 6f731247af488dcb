import type { AssessmentCause } from '#domain/credits/assessment-cause';
import type { Language, ProposalKind, ProposalStage } from '#domain/words';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** What the README of an evidence bundle tells of its window. */
export interface BundleFacts {
  readonly counterparty: string;
  readonly month: string;
  readonly zone: string;
  readonly from: string;
  readonly to: string;
  readonly policy: string;
  readonly version: number;
  readonly frozen: { readonly revision: number; readonly at: string } | null;
  readonly evidenceHash: string;
  readonly ledgerHead: { readonly seq: number; readonly hash: string } | null;
}

/** What a question to the provider names. */
export interface QuestionPlace {
  readonly service: string;
  readonly month: string;
  readonly zone: string;
  /** The stretches of time that are open to dispute, in words. */
  readonly times: readonly string[];
}

/** The words about the life of an assessment. */
export interface AssessmentMessages {
  readonly life: Words<'closing'> & {
    readonly open: (until: string) => string;
    readonly certain: (credit: string) => string;
    readonly certainNothing: string;
    readonly mayRise: (until: string) => string;
    readonly frozen: (day: string, revision: number) => string;
    readonly confirmed: (day: string, cause: string) => string;
    readonly earlier: (revision: number) => string;
    readonly toCurrent: string;
  };
  readonly history: Words<
    'title' | 'intro' | 'service' | 'uptime' | 'owed' | 'before' | 'after' | 'nothing' | 'see' | 'noFigures'
  > & {
    readonly revision: (revision: number) => string;
    readonly heading: (day: string, cause: string) => string;
    readonly cause: (cause: AssessmentCause, serviceName: (id: string) => string) => string;
  };
  readonly proposal: Words<'title' | 'intro' | 'what' | 'credited' | 'target' | 'stage' | 'decide'> & {
    readonly line: (service: string, what: string) => string;
    readonly kinds: Readonly<Record<ProposalKind, (credit: string) => string>>;
    readonly stages: Readonly<Record<ProposalStage, string>>;
    readonly claim: (no: number) => string;
  };
  readonly question: Words<'title' | 'intro' | 'label'> & {
    readonly heading: (place: QuestionPlace) => string;
    readonly ask: Readonly<
      Record<'own-error-share' | 'own-affected' | 'own-user-minutes' | 'own-error-rates', (above: string) => string>
    > &
      Words<'maintenance-announced-at' | 'maintenance-in-contract'> & { readonly other: (fact: string) => string };
    readonly times: (times: readonly string[]) => string;
  };
  readonly bundle: Words<'link' | 'hint'> & { readonly readme: (facts: BundleFacts) => string };
}

const MESSAGES: Readonly<Record<Language, AssessmentMessages>> = { en, fr };

export function assessmentMessages(lang: Language): AssessmentMessages {
  return MESSAGES[lang];
}
