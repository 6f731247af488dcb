import { currencyDigits } from '#domain/credits/amount';
import type { Assessment, AssessmentLine, Credit } from '#domain/sla/assessment';
import { toIso } from '#domain/time';
import type { Language } from '#domain/words';
import { ppmAsPercent } from '#i18n/sla/format';
import { assumptionSentence, missingPhrase, stepSentence } from '#i18n/sla/messages';
import { plainSpaces } from './plain-text.ts';

/** The services of an assessment and, last, the total, as programs read them. */
export function assessmentJson(assessment: Assessment, lang: Language): unknown[] {
  return [...assessment.services, assessment.total].map((line) => lineJson(assessment, line, lang));
}

function lineJson({ policy, window }: Assessment, line: AssessmentLine, lang: Language): unknown {
  const say = (sentence: string): string => plainSpaces(sentence, lang);
  return {
    policy: policy.id,
    service: line.service,
    verdict: line.verdict,
    missing: line.missing.map((one) => say(missingPhrase(one, lang))),
    assumptions: line.assumptions.map((one) => say(assumptionSentence(one, lang))),
    window: { start: toIso(window.startedAt), end: toIso(window.endedAt), zone: window.zone, ms: window.ms },
    downtime: {
      ms: line.downtime.ms,
      intervals: line.downtime.intervals.map(({ startedAt, endedAt }) => ({
        start: toIso(startedAt),
        end: toIso(endedAt),
      })),
    },
    unknownMs: line.unknownMs,
    uptime: line.uptime,
    tier: line.tier && { below: line.tier.below, credit: amountOf(line.tier.credit) },
    credit: line.credit && creditJson(line.credit),
    claimBy: line.claimBy,
    explanation: line.explanation.map((one) => say(stepSentence(one, lang))),
  };
}

function creditJson(credit: Credit): unknown {
  const { unit, currency } = credit;
  return { unit, amount: amountOf(credit), ...(currency === undefined ? {} : { currency }) };
}

/** Days, percent, or a sum in its currency. */
function amountOf({ unit, amount, currency }: Credit): number {
  if (unit === 'days') return amount;
  return unit === 'percent' ? Number(ppmAsPercent(amount)) : amount / 10 ** currencyDigits(currency ?? 'EUR');
}
