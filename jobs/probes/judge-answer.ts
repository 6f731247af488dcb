import type { X509Certificate } from 'node:crypto';
import { daysLeft } from '#lib/certificate-chain';
import { type HttpTarget, isExpectedCode } from '#lib/check-targets/http';
import { decodeText } from '#lib/decode-text';
import type { GuardedAnswer } from '#lib/guarded-fetch';
import { safePattern } from '#lib/safe-pattern';
import { brief, type Finding } from './finding.ts';
import { judgeJson } from './judge-json.ts';

export type Answer = Extract<GuardedAnswer, { ok: true }> & {
  /** Of the server's chain, the one that ends first. */
  readonly certificate?: X509Certificate | undefined;
};

/** Every expectation of a web server's answer; the body is only read as a text if one asks for it. */
export function* judgeAnswer(answer: Answer, target: HttpTarget): Generator<Finding> {
  yield judgeStatus(answer, target);
  if (target.certificateDaysLeft !== undefined && answer.certificate) {
    yield judgeCertificate(answer.certificate, target.certificateDaysLeft);
  }
  if (!readsBody(target)) return;
  const { keyword, keywordAbsent, pattern, patternAbsent, json } = target;
  const body: Body = { text: decodeText(answer.body, contentTypeOf(answer)), truncated: answer.truncated };
  if (keyword !== undefined) yield judgeText(body, keyword, true);
  if (keywordAbsent !== undefined) yield judgeText(body, keywordAbsent, false);
  if (pattern !== undefined) yield judgePattern(body, pattern, true);
  if (patternAbsent !== undefined) yield judgePattern(body, patternAbsent, false);
  if (json.length > 0) yield* judgeJson(body, json);
}

function contentTypeOf({ headers }: Answer): string | undefined {
  return [headers['content-type']].flat()[0];
}

/** Whether an expectation asks for the body of the answer. */
export function readsBody({ keyword, keywordAbsent, pattern, patternAbsent, json }: HttpTarget): boolean {
  return (keyword ?? keywordAbsent ?? pattern ?? patternAbsent) !== undefined || json.length > 0;
}

export interface Body {
  readonly text: string;
  /** Whether there was more than was read. */
  readonly truncated: boolean;
}

function judgeStatus({ status }: Answer, { codes }: HttpTarget): Finding {
  const expected = codes.join(', ');
  return {
    what: `status code ${expected}`,
    found: String(status),
    held: isExpectedCode(status, codes),
    cause: 'unexpected-code',
    detail: `The answer was ${status} instead of ${expected}.`,
  };
}

function judgeText({ text, truncated }: Body, keyword: string, isWanted: boolean): Finding {
  const isThere = text.includes(keyword);
  return search(
    { what: brief(keyword), isThere, isWanted, isWhole: !truncated, reach: text.length },
    {
      missing: { cause: 'keyword-missing', detail: `The answer does not contain “${keyword}”.` },
      present: { cause: 'keyword-present', detail: `The answer contains “${keyword}”.` },
    },
  );
}

function judgePattern({ text, truncated }: Body, expression: string, isWanted: boolean): Finding {
  const { reach, isIn } = safePattern(expression) ?? { reach: 0, isIn: () => false };
  const isWhole = !truncated && text.length <= reach;
  return search(
    { what: `/${expression}/`, isThere: isIn(text), isWanted, isWhole, reach: Math.min(reach, text.length) },
    {
      missing: { cause: 'pattern-missing', detail: `Nothing in the answer fits “${expression}”.` },
      present: { cause: 'pattern-present', detail: `Something in the answer fits “${expression}”.` },
    },
  );
}

interface Search {
  readonly what: string;
  readonly isThere: boolean;
  readonly isWanted: boolean;
  /** Whether all of the answer was searched. */
  readonly isWhole: boolean;
  /** In characters. */
  readonly reach: number;
}

type Failure = Pick<Finding, 'cause' | 'detail'>;

function search(done: Search, failures: { readonly missing: Failure; readonly present: Failure }): Finding {
  const { isThere, isWanted, isWhole, reach } = done;
  const tooLarge: Failure = {
    cause: 'too-large',
    detail: `The answer could only be searched up to ${reach} characters.`,
  };
  const unseen = !isThere && !isWhole;
  const failure = isThere ? failures.present : failures.missing;
  return {
    what: `${isWanted ? 'contains' : 'does not contain'} ${done.what}`,
    found: isThere ? 'found' : unseen ? `not among the first ${reach} characters` : 'not found',
    held: isThere === isWanted && !(unseen && !isWanted),
    ...(unseen ? tooLarge : failure),
  };
}

function judgeCertificate(certificate: X509Certificate, least: number): Finding {
  const days = daysLeft(certificate);
  return {
    what: `certificate good for ${least} days`,
    found: `${days} days`,
    held: days >= least,
    cause: 'tls-expiring',
    detail: `The certificate expires in ${days} days.`,
  };
}
