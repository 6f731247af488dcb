import type { Language } from '#domain/words';
import { enPage } from './page-en.ts';
import { frPage } from './page-fr.ts';

/** What stands in a letter that asks for a credit. */
export interface LetterValues {
  readonly policy: string;
  readonly services: string;
  readonly day: string;
  readonly window: string;
  readonly spans: readonly string[];
  readonly figures: readonly string[];
  readonly url: string;
}

/** The words of the page that says what an outage means for an SLA. */
export interface SlaPageMessages {
  readonly title: string;
  readonly link: string;
  readonly lead: (services: string) => string;
  readonly assumption: string;
  readonly nothing: string;
  readonly pick: string;
  readonly named: string;
  readonly others: string;
  readonly othersNote: string;
  readonly owes: (credit: string) => string;
  readonly owesNothing: string;
  readonly lapsed: (day: string, zone: string) => string;
  readonly disputed: (first: string, last: string, zone: string) => string;
  readonly depends: string;
  readonly dependsOn: readonly string[];
  readonly steps: string;
  readonly assumed: string;
  readonly asIfCovered: string;
  readonly askBy: (day: string, zone: string) => string;
  readonly copy: string;
  readonly copyHint: string;
  readonly portal: string;
  readonly portalNote: string;
  readonly noAdvice: string;
  readonly letter: (values: LetterValues) => readonly string[];
}

const PAGES: Readonly<Record<Language, SlaPageMessages>> = { en: enPage, fr: frPage };

export function slaPageMessages(lang: Language): SlaPageMessages {
  return PAGES[lang];
}
