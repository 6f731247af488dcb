import { Resolver } from 'node:dns/promises';
import { type ProbeCause, sentenceOfCause } from '#domain/watching/probe-cause';
import type { ProbeResult } from '#domain/watching/probe-result';
import { literalOf } from '#lib/address-policy';
import type { DnsTarget, RecordType } from '#lib/check-targets/dns';
import { lookUp } from '#lib/guarded-socket';
import { untilAborted } from '#lib/until-aborted';
import { type Attempt, attempt, ProbeFailure } from './attempt.ts';
import { brief, type Finding } from './finding.ts';
import type { ProbeContext } from './probe.ts';

/** A lost packet is asked for again, each time waiting longer. */
const TRIES = 3;
const FIRST_TRY_MS = 1_500;

/** Asks a name server for the records of a name, and compares them with what is expected. */
export function probeDns(target: DnsTarget, context: ProbeContext): Promise<ProbeResult> {
  return attempt(context, target, async (run) => {
    const resolver = new Resolver({ timeout: FIRST_TRY_MS, tries: TRIES });
    run.finally(() => resolver.cancel());
    if (target.resolver !== undefined) resolver.setServers([await serverOf(target, target.resolver, run)]);
    const records = await untilAborted(ask(resolver, target), run.signal);
    run.clock.mark('firstByte');
    if (target.expect.length > 0) run.demand([judge(records, target)]);
  });
}

/** The chosen server's address, judged like every other; the system's own servers are not ours to judge. */
async function serverOf({ resolverPort }: DnsTarget, hostname: string, run: Attempt): Promise<string> {
  const [{ address, family }] = await lookUp({ ...run, hostname, protocol: 'dns:', port: String(resolverPort) });
  run.clock.mark('lookup');
  return `${family === 6 ? `[${address}]` : address}:${resolverPort}`;
}

const READ: Readonly<Record<RecordType, (resolver: Resolver, name: string) => Promise<readonly string[]>>> = {
  A: (resolver, name) => resolver.resolve4(name),
  AAAA: (resolver, name) => resolver.resolve6(name),
  CNAME: (resolver, name) => resolver.resolveCname(name),
  NS: (resolver, name) => resolver.resolveNs(name),
  PTR: (resolver, name) => resolver.resolvePtr(name),
  TXT: async (resolver, name) => (await resolver.resolveTxt(name)).map((parts) => parts.join('')),
  MX: async (resolver, name) =>
    (await resolver.resolveMx(name)).map(({ priority, exchange }) => `${priority} ${exchange}`),
  SRV: async (resolver, name) =>
    (await resolver.resolveSrv(name)).map(
      ({ priority, weight, port, name }) => `${priority} ${weight} ${port} ${name}`,
    ),
  CAA: async (resolver, name) =>
    (await resolver.resolveCaa(name)).map(({ critical, issue, issuewild, iodef, contactemail, contactphone }) => {
      const tags = Object.entries({ issue, issuewild, iodef, contactemail, contactphone });
      return `${critical} ${tags.find(([, value]) => value !== undefined)?.join(' ') ?? ''}`;
    }),
  SOA: async (resolver, name) => {
    const { nsname, hostmaster, serial, refresh, retry, expire, minttl } = await resolver.resolveSoa(name);
    return [[nsname, hostmaster, serial, refresh, retry, expire, minttl].join(' ')];
  },
};

const CAUSES: Readonly<Record<string, ProbeCause>> = {
  ENOTFOUND: 'dns-no-name',
  ENODATA: 'dns-no-record',
  ESERVFAIL: 'dns-server-failed',
  EFORMERR: 'dns-server-failed',
  ENOTIMP: 'dns-server-failed',
  EREFUSED: 'dns-server-refused',
  EBADRESP: 'protocol',
  EBADNAME: 'misconfigured',
};

async function ask(resolver: Resolver, { name, type }: DnsTarget): Promise<readonly string[]> {
  try {
    const records = await READ[type](resolver, name);
    if (records.length > 0) return records;
  } catch (error) {
    const cause = CAUSES[codeOf(error)];
    if (!cause) throw error;
    throw new ProbeFailure(cause, `${type} of ${name}: ${sentenceOfCause(cause)}`);
  }
  throw new ProbeFailure('dns-no-record', `${type} of ${name}: ${sentenceOfCause('dns-no-record')}`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function judge(records: readonly string[], { name, type, expect, compare }: DnsTarget): Finding {
  const found = new Set(records.map((value) => canonical(value, type)));
  const wanted = new Set(expect.map((value) => canonical(value, type)));
  const there = wanted.intersection(found).size;
  const isWhole = there === wanted.size && (compare === 'all' || found.size === wanted.size);
  const shown = [...found].slice(0, 10).map(brief).join(', ');
  return {
    what: `${type} ${{ exactly: 'exactly', all: 'with all of', any: 'with any of' }[compare]} ${expect.join(', ')}`,
    found: shown,
    held: expect.length === 0 || (compare === 'any' ? there > 0 : isWhole),
    cause: 'dns-wrong-value',
    detail: `${type} of ${name} is ${shown}.`,
  };
}

/** Names are the same in any case, with or without the final dot; addresses in any spelling; texts only as they are. */
function canonical(value: string, type: RecordType): string {
  if (type === 'TXT') return value;
  if (type === 'A' || type === 'AAAA') return literalOf(value) ?? value;
  return value.toLowerCase().replace(/\.$/, '');
}
