import type { X509Certificate } from 'node:crypto';
import { daysLeft } from '#lib/certificate-chain';
import { type HttpTarget, isExpectedCode } from '#lib/check-targets/http';
import type { GuardedAnswer } from '#lib/guarded-fetch';
import { safePattern } from '#lib/safe-pattern';
import { judgeJson, type Unexpected } from './judge-json.ts';

export type Answer = Extract<GuardedAnswer, { ok: true }> & {
  /** Of the server's chain, the one that ends first. */
  readonly certificate?: X509Certificate | undefined;
};

/** What about the answer of a web server is not as expected; undefined when all is. */
export function judgeAnswer(answer: Answer, target: HttpTarget): Unexpected | undefined {
  return judgeStatus(answer, target) ?? judgeBody(answer, target) ?? judgeCertificate(answer, target);
}

function judgeStatus({ status }: Answer, { codes }: HttpTarget): Unexpected | undefined {
  if (isExpectedCode(status, codes)) return undefined;
  return { cause: 'unexpected-code', detail: `The answer was ${status} instead of ${codes.join(', ')}.` };
}

function judgeBody(answer: Answer, target: HttpTarget): Unexpected | undefined {
  const { keyword, keywordAbsent, pattern, patternAbsent, json } = target;
  if ([keyword, keywordAbsent, pattern, patternAbsent].every((one) => one === undefined) && json.length === 0) {
    return undefined;
  }
  const text = answer.body.toString('utf8');
  if (json.length > 0 && answer.truncated) return tooLarge(target.bodyLimit, 'bytes');
  return (
    judgeKeywords(text, answer, target) ??
    judgePatterns(text, answer, target) ??
    (json.length > 0 ? judgeJson(text, json) : undefined)
  );
}

function judgeKeywords(text: string, { truncated }: Answer, target: HttpTarget): Unexpected | undefined {
  const { keyword, keywordAbsent, bodyLimit } = target;
  if (keywordAbsent !== undefined && text.includes(keywordAbsent)) {
    return { cause: 'keyword-present', detail: `The answer contains “${keywordAbsent}”.` };
  }
  const found = keyword === undefined || text.includes(keyword);
  if (found && (keywordAbsent === undefined || !truncated)) return undefined;
  return truncated
    ? tooLarge(bodyLimit, 'bytes')
    : { cause: 'keyword-missing', detail: `The answer does not contain “${keyword}”.` };
}

function judgePatterns(text: string, answer: Answer, target: HttpTarget): Unexpected | undefined {
  const { pattern, patternAbsent } = target;
  for (const [expression, isWanted] of [[pattern, true] as const, [patternAbsent, false] as const]) {
    const search = expression === undefined ? undefined : safePattern(expression);
    if (!search) continue;
    const isFound = search.isIn(text);
    if (isFound && !isWanted)
      return { cause: 'pattern-present', detail: `Something in the answer fits “${expression}”.` };
    if (isFound) continue;
    if (answer.truncated || text.length > search.reach)
      return tooLarge(Math.min(search.reach, text.length), 'characters');
    if (isWanted) return { cause: 'pattern-missing', detail: `Nothing in the answer fits “${expression}”.` };
  }
  return undefined;
}

function judgeCertificate({ certificate }: Answer, target: HttpTarget): Unexpected | undefined {
  if (target.certificateDaysLeft === undefined || certificate === undefined) return undefined;
  const days = daysLeft(certificate);
  if (days >= target.certificateDaysLeft) return undefined;
  return { cause: 'tls-expiring', detail: `The certificate expires in ${days} days.` };
}

function tooLarge(reach: number, unit: 'bytes' | 'characters'): Unexpected {
  return { cause: 'too-large', detail: `The answer could only be searched up to ${reach} ${unit}.` };
}
