import type { Command } from 'commander';
import { overlaps } from '#domain/interval';
import { assess } from '#domain/sla/assess';
import type { OutageRow } from '#domain/sla/assessment';
import { isNamedBy, serviceKey } from '#domain/sla/coverage';
import type { SlaPolicy } from '#domain/sla/policy';
import { policyForMonth } from '#domain/sla/policy-version';
import { isMonth, windowOf } from '#domain/sla/window';
import { type Instant, isTimeZone, parseInstant } from '#domain/time';
import { LANGUAGES, type Language } from '#domain/words';
import { assessmentJson } from '#lib/assessment-json';
import { assessmentText } from '#lib/assessment-text';
import { listShippedPolicyIds, PolicyFileError, parsePolicyFile, readShippedVersions } from '#lib/sla-policy-file';
import { runAssessEvidence } from './assess-evidence.ts';
import { CommandLineError, NegativeAnswer } from './command-line-error.ts';
import { readInput } from './read-input.ts';
import { type ReadOutages, readOutages } from './read-outages.ts';
import { readExclusions, readFee } from './read-terms-options.ts';

export interface AssessOptions {
  readonly policy: string;
  readonly month: string;
  readonly zone?: string;
  readonly asOf?: string;
  readonly service?: string;
  readonly fee?: string;
  readonly exclusions?: string;
  readonly outages: string;
  readonly text?: true;
  readonly lang: string;
}

interface AskedWindow {
  readonly month: string;
  readonly zone: string | undefined;
}

/** Adds `assess`: what an agreement owes for a month, from a file of outages, without a server or database. */
export function addAssess(program: Command): void {
  program
    .command('assess')
    .description('work out what an SLA owes for one month')
    .option(
      '--evidence <file>',
      'check an evidence bundle (ZIP) and work out its result anew; goes with --text and --lang alone',
    )
    .option('--policy <id|file>', `a policy that is shipped (${listShippedPolicyIds().join(', ')}) or a file`)
    .option('--month <YYYY-MM>', 'the month, or a month of the quarter')
    .option('--zone <Area/City>', 'time zone of the month, instead of the policy’s')
    .option('--as-of <time>', 'what lies after this instant is not known yet (default: now)')
    .option('--service <name>', 'this service only')
    .option('--fee <sum>', 'the fee of the window, such as "1250.00 EUR": turns multiples of it into money')
    .option(
      '--exclusions <file>',
      'what somebody took out, as JSON: [{"service":null,"startedAt":"…","endedAt":"…","by":"…","reason":"…"}]',
    )
    .option(
      '--outages <file|->',
      'outages as JSON, a list such as [{"service":"Gmail","state":"down","startedAt":"2026-10-05T10:00:00Z","endedAt":"2026-10-05T14:30:00Z"}], or a Google or Statuspage incidents document; - is standard input',
    )
    .option('--text', 'print for people instead of JSON')
    .option('--lang <en|fr>', 'language of the sentences', 'en')
    .action(async (options: Partial<AssessOptions> & EvidenceOptions, command: Command) => {
      if (options.evidence !== undefined) return printEvidence(options.evidence, options);
      process.stdout.write(await runAssess(withRequired(options, command)));
    });
}

interface EvidenceOptions {
  readonly evidence?: string;
  readonly text?: true;
  readonly lang: string;
}

async function printEvidence(path: string, { lang, text }: EvidenceOptions): Promise<void> {
  const { output, sound } = await runAssessEvidence(path, { lang: readLanguage(lang), text: text ?? false });
  process.stdout.write(output);
  if (!sound) throw new NegativeAnswer();
}

/** Without a bundle these must be given; with one they come from it. */
function withRequired(options: Partial<AssessOptions>, command: Command): AssessOptions {
  const { policy, month, outages } = options;
  if (policy === undefined || month === undefined || outages === undefined) {
    const missing = policy === undefined ? 'policy' : month === undefined ? 'month' : 'outages';
    const option = command.options.find((one) => one.attributeName() === missing);
    return command.error(`error: required option '${option?.flags ?? missing}' not specified`);
  }
  return { ...options, policy, month, outages, lang: options.lang ?? 'en' };
}

/** The whole output of one run; throws a CommandLineError with one sentence when something given is wrong. */
export async function runAssess(options: AssessOptions): Promise<string> {
  const lang = readLanguage(options.lang);
  const month = readMonth(options.month);
  const zone = readZone(options.zone);
  const policy = await readPolicy(options.policy, { month, zone });
  const stated = readAsOf(options.asOf);
  const read = readOutages(await readInput(options.outages), nameOf(options.outages));
  const outages = read.kind === 'rows' ? read.rows : touching(read, policy, { month, zone });
  const assessment = assess({
    policy,
    month,
    zone,
    asOf: stated ?? latestInstant(outages, Date.now()),
    outages,
    services: options.service === undefined ? undefined : [readService(options.service, { policy, outages })],
    leftOut: read.leftOut,
    fee: readFee(options.fee),
    exclusions: await readExclusions(options.exclusions),
  });
  if (options.text) return assessmentText(assessment, lang);
  return `${JSON.stringify(assessmentJson(assessment, lang), null, 2)}\n`;
}

async function readPolicy(given: string, { month, zone }: AskedWindow): Promise<SlaPolicy> {
  const shipped = policyForMonth(readShippedVersions(given), month, zone);
  if (shipped) return shipped;
  if (!/[./\\]/.test(given)) {
    throw new CommandLineError(
      `There is no policy “${given}”; choose ${listShippedPolicyIds().join(', ')}, or give the path of a policy file.`,
    );
  }
  const text = await readInput(given);
  try {
    return parsePolicyFile(text, nameOf(given));
  } catch (error) {
    if (error instanceof PolicyFileError) throw new CommandLineError(error.message);
    throw error;
  }
}

function nameOf(path: string): string {
  return path === '-' ? 'Standard input' : `“${path}”`;
}

function readMonth(month: string): string {
  if (isMonth(month)) return month;
  throw new CommandLineError(`“${month}” is not a month; write one such as 2026-06.`);
}

function readZone(zone: string | undefined): string | undefined {
  if (zone === undefined || isTimeZone(zone)) return zone;
  throw new CommandLineError(`“${zone}” is not a time zone; write one such as UTC or America/Los_Angeles.`);
}

function readAsOf(asOf: string | undefined): Instant | undefined {
  if (asOf === undefined) return undefined;
  const at = parseInstant(asOf);
  if (at !== undefined) return at;
  throw new CommandLineError(`“${asOf}” is not a time with its offset; write one such as 2026-06-10T14:05:00Z.`);
}

/** Under a policy that lists its services, a name that neither it nor any row knows is a slip of the pen. */
function readService(
  service: string,
  { policy, outages }: { readonly policy: SlaPolicy; readonly outages: readonly OutageRow[] },
): string {
  if (service.trim() === '') throw new CommandLineError('The name after --service is empty.');
  const { services } = policy.terms;
  const hasRows = outages.some((row) => serviceKey(row.service) === serviceKey(service));
  if (hasRows || services.others !== 'not-covered' || isNamedBy(services, service)) return service;
  const names = services.covered.map(({ name }) => name).join(', ');
  throw new CommandLineError(
    `Neither the policy nor the outages name a service “${service}”; the policy covers ${names}.`,
  );
}

function readLanguage(lang: string): Language {
  const known = LANGUAGES.find((one) => one === lang);
  if (known) return known;
  throw new CommandLineError(`“${lang}” is not a language printed here; choose ${LANGUAGES.join(' or ')}.`);
}

/** Of a document with years of incidents: those of the window. */
function touching({ rows }: ReadOutages, policy: SlaPolicy, { month, zone }: AskedWindow): OutageRow[] {
  const window = windowOf(policy.terms.window, month, zone ?? policy.terms.window.zone);
  return rows.filter(({ startedAt, endedAt }) =>
    overlaps({ startedAt, endedAt: endedAt ?? Number.POSITIVE_INFINITY }, window),
  );
}

/** Rows that speak of a time to come are taken at their word. */
function latestInstant(rows: readonly OutageRow[], now: Instant): Instant {
  return rows.reduce((latest, { startedAt, endedAt }) => Math.max(latest, endedAt ?? startedAt), now);
}
