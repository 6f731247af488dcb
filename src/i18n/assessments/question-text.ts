import type { ServiceQuestion } from '#domain/credits/provider-questions';
import type { Missing } from '#domain/sla/steps';
import type { Language } from '#domain/words';
import { slaFormat } from '../sla/format.ts';
import { missingPhrase } from '../sla/messages.ts';
import { assessmentMessages } from './messages.ts';

/** The questions about one service as a text to copy. */
export function questionText(
  question: ServiceQuestion,
  place: { readonly service: string; readonly month: string; readonly zone: string; readonly lang: Language },
): string {
  const { lang, zone } = place;
  const t = assessmentMessages(lang).question;
  const format = slaFormat(lang);
  const times = question.disputed.map(
    ({ startedAt, endedAt }) => `${format.moment(startedAt, zone)} – ${format.moment(endedAt, zone)}`,
  );
  const asked = question.missing.map((fact) => `– ${askFor(fact, lang)}`);
  return [t.heading({ ...place, times }), ...asked, ...(times.length > 0 ? [t.times(times)] : [])].join('\n');
}

function askFor(fact: Missing, lang: Language): string {
  const { ask } = assessmentMessages(lang).question;
  switch (fact.code) {
    case 'own-error-share':
      return ask['own-error-share'](fact.values.above);
    case 'own-affected':
    case 'own-user-minutes':
    case 'own-error-rates':
      return ask[fact.code]('');
    case 'maintenance-announced-at':
    case 'maintenance-in-contract':
      return ask[fact.code];
    default:
      return ask.other(missingPhrase(fact, lang));
  }
}
