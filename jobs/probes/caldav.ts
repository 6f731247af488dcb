import type { ProbeResult } from '#domain/watching/probe-result';
import type { CaldavTarget } from '#lib/check-targets/caldav';
import { type GuardedAnswer, guardedFetch } from '#lib/guarded-fetch';
import { readXml } from '#lib/read-xml';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import type { ProbeContext } from './probe.ts';

const BODY_LIMIT = 262_144;
const QUESTION = '<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>';

type Answer = Extract<GuardedAnswer, { ok: true }>;

/** Asks a WebDAV server what it offers at an address, and for the properties of what is there. */
export function probeCaldav(target: CaldavTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const options = await ask(target, run, { method: 'OPTIONS' });
    if (options.status !== 200 && options.status !== 204) throw refused('OPTIONS', options);
    expectOffers(options, target.calendar);
    const headers = { depth: '0', 'content-type': 'application/xml; charset=utf-8' };
    const found = await ask(target, run, { method: 'PROPFIND', headers, body: QUESTION });
    if (found.status !== 207) throw refused('PROPFIND', found);
    expectProperties(found);
  });
}

interface Question {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(
  { url, username, password, authorities }: CaldavTarget,
  run: Attempt,
  question: Question,
): Promise<Answer> {
  const login = password === undefined ? {} : { authorization: `Basic ${base64(`${username}:${password}`)}` };
  const { policy, signal, resolve, clock } = run;
  const answer = await guardedFetch({
    url: new URL(url),
    ...question,
    headers: { 'user-agent': 'OutageLedger/1 (health check)', ...login, ...question.headers },
    ...{ policy, signal, ca: authorities, bodyLimit: BODY_LIMIT },
    ...(resolve ? { resolve } : {}),
  });
  if (!answer.ok) throw new ProbeFailure(answer.cause, answer.detail);
  clock.mark('firstByte');
  return answer;
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function expectOffers({ headers }: Answer, calendar: boolean): void {
  const dav = [headers['dav'] ?? []].flat().join(',');
  const offers = new Set(
    dav
      .toLowerCase()
      .split(',')
      .map((word) => word.trim()),
  );
  if (!offers.has('1')) throw new ProbeFailure('capability-missing', 'The server does not say that it speaks WebDAV.');
  if (calendar && !offers.has('calendar-access')) {
    throw new ProbeFailure('capability-missing', 'The server does not offer calendars at this address.');
  }
}

function expectProperties({ body, truncated }: Answer): void {
  if (truncated) throw new ProbeFailure('too-large', `The answer is longer than ${BODY_LIMIT} bytes.`);
  const root = readXml(body.toString('utf8'));
  const isList = root !== undefined && localName(root.name) === 'multistatus';
  if (isList && root.children.some(({ name }) => localName(name) === 'response')) return;
  throw new ProbeFailure('protocol', 'The answer to PROPFIND is no list of properties.');
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function refused(method: string, { status }: Answer): ProbeFailure {
  if (status === 401 || status === 403)
    return new ProbeFailure('login-refused', `The server answered ${method} with ${status}.`);
  if (status >= 300 && status < 400) {
    return new ProbeFailure(
      'redirect-refused',
      `The server answered ${method} with a redirect; name the address it leads to.`,
    );
  }
  return new ProbeFailure('unexpected-code', `The server answered ${method} with ${status}.`);
}
