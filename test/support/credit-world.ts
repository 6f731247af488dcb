import { randomUUIDv7 } from 'node:crypto';
import { appealCreditRequest } from '#commands/appeal-credit-request';
import { appendOutageRevision } from '#commands/append-outage-revision';
import { applyCredit } from '#commands/apply-credit';
import { askAboutCredit } from '#commands/ask-about-credit';
import { askForCredit } from '#commands/ask-for-credit';
import { type CommandContext, inTransaction } from '#commands/context';
import { type CreditDecision, decideCreditRequest } from '#commands/decide-credit-request';
import { prepareBulkDecision } from '#commands/prepare-bulk-decision';
import { saveCreditDraft } from '#commands/save-credit-draft';
import { setClaimRules } from '#commands/set-claim-rules';
import { writeOutagePhases } from '#commands/write-outage-phases';
import type { Db } from '#db/connect';
import { findCreditRequest } from '#db/queries/credit-requests';
import { DEFAULT_RULES } from '#domain/credits/claim-clock';
import { keyOfAffected } from '#domain/credits/many/affected';
import { HOUR_MS } from '#domain/time';
import { runAssessments } from './assessments.ts';
import { TestClock, testContext } from './context.ts';
import { addCreditScene, type CreditScene } from './credit-scene.ts';
import { adminOf, daysTerms, treasurer } from './credits.ts';
import { addManyScene } from './many-scene.ts';
import { addContract, addService } from './rows.ts';

const LONG_SERVICE = 'Messagerie électronique et agendas partagés de la direction générale';
const LONG_FIRM = 'Société anonyme des transports fluviaux et maritimes du Bassin parisien';
const WORDS = 'Nobody could sign in from half past eight on; about two thirds of our people were affected.';

/** Addresses of pages that show every state of a credit, by what they show. */
export type CreditWorld = Readonly<Record<'portal' | 'console', Readonly<Record<string, string>>>>;

interface Place {
  readonly db: Db;
  readonly admin: CommandContext;
  readonly operator: CommandContext;
  readonly clock: TestClock;
}

/** Fills an organisation with contracts, months and claims of every kind. */
export async function addCreditWorld(db: Db, organizationId: string, personId: string): Promise<CreditWorld> {
  const clock = new TestClock(Date.now());
  const admin = testContext(db, clock, { ...adminOf(organizationId, personId), name: 'Ada Admin' });
  const operator = testContext(db, clock, treasurer());
  const place = { db, admin, operator, clock };
  const mailNames = [LONG_SERVICE, 'Gmail', 'Drive'];
  const grown = await addCreditScene(db, organizationId, { names: mailNames, hours: [1, 10, 0] });
  await db
    .updateTable('contract')
    .set({ counterparty: LONG_FIRM, feeMinor: 720, currency: 'EUR', feePer: 'seat', billingPlan: 'monthly' })
    .where('id', '=', grown.contractId)
    .execute();
  const asked = await addCreditScene(db, organizationId, { names: ['Calendar', 'Meet'], hours: [3, 1] });
  const provider = await addCreditScene(db, organizationId, { direction: 'owed-to-us', names: ['Chat'] });
  const { unsure, unmeasured } = await addUnclear(db, organizationId, grown);
  await runAssessments(db, clock);
  const granted = await claim(place, grown, grown.serviceIds.slice(0, 2));
  await decide(place, granted, 'approve');
  const use = { contractId: grown.contractId, unit: 'days', currency: null, amount: 4, appliedTo: 'invoice' } as const;
  await applyCredit(operator, {
    ...use,
    reference: 'R-2026-0117',
    invoiceDate: '2026-11-15',
    invoiceMinor: 360_000,
    invoiceCurrency: 'EUR',
    onceKey: randomUUIDv7(),
  });
  await lengthen(place, grown, 20);
  await runAssessments(db, clock);
  const questioned = await claim(place, asked, asked.serviceIds.slice(0, 1));
  await askAboutCredit(operator, { no: questioned, body: `${WORDS} From which places did they work?` });
  const appealed = await claim(place, asked, asked.serviceIds.slice(1));
  await decide(place, appealed, 'decline');
  await appealCreditRequest(admin, { no: appealed, body: WORDS, lang: 'en' });
  const stated = await claim(place, provider, provider.serviceIds);
  const second = await addSecond(place, organizationId);
  const many = await addMany(place, organizationId);
  const month = (scene: CreditScene): string => `${scene.contractId}/${scene.month}`;
  const thisMonth = new Date(clock.now()).toISOString().slice(0, 7);
  return {
    portal: {
      overview: '/portal',
      credits: '/portal/credits',
      contract: `/portal/credits/${grown.contractId}`,
      reopened: `/portal/credits/${month(grown)}`,
      draft: `/portal/credits/${month(second.drafted)}`,
      open: `/portal/credits/${grown.contractId}/${thisMonth}`,
      depends: `/portal/credits/${unsure}/${grown.month}`,
      unmeasured: `/portal/credits/${unmeasured}/${grown.month}`,
      claims: '/portal/credits/requests',
      granted: `/portal/credits/requests/${granted}`,
      questioned: `/portal/credits/requests/${questioned}`,
      appealed: `/portal/credits/requests/${appealed}`,
      provider: `/portal/credits/requests/${stated}`,
      pack: `/portal/credits/requests/${stated}/pack`,
      ledger: '/portal/ledger',
      statement: '/portal/ledger/statement',
      tickets: '/portal/tickets',
      ticket: '/portal/tickets/new',
      reports: '/portal/reports',
      audit: '/portal/audit',
    },
    console: {
      queue: '/console/credits',
      all: '/console/credits?show=all',
      rules: '/console/credits/settings',
      granted: `/console/credits/${granted}`,
      questioned: `/console/credits/${questioned}`,
      appealed: `/console/credits/${appealed}`,
      second: `/console/credits/${second.no}`,
      provider: `/console/credits/${stated}`,
      pack: `/console/credits/${stated}/pack`,
      ...many,
      customers: '/console/customers',
      contracts: '/console/contracts',
      contract: `/console/contracts/${grown.contractId}`,
      month: `/console/contracts/${month(grown)}`,
      newContract: '/console/contracts/new',
      import: '/console/contracts/import',
      policies: '/console/policies',
      policy: '/console/policies/google-workspace',
      newVersion: '/console/policies/google-workspace/new-version',
      proposals: '/console/proposals',
      ledger: '/console/ledger',
      statement: `/console/ledger/statement`,
      tickets: '/console/tickets',
      audit: '/console/audit',
    },
  };
}

async function addUnclear(db: Db, organizationId: string, { serviceIds }: CreditScene) {
  const startsAt = Date.parse('2026-01-01T00:00:00Z');
  const unsure = await addContract(db, organizationId, serviceIds, {
    counterparty: 'Depends & Co',
    startsAt,
    terms: daysTerms({ downtime: { ...daysTerms().downtime, states: [] } }),
  });
  const dark = await addService(db, { name: 'Archive' });
  const unmeasured = await addContract(db, organizationId, [dark], {
    counterparty: 'Dark Ltd',
    startsAt,
    terms: daysTerms(),
  });
  return { unsure, unmeasured };
}

async function addSecond(place: Place, organizationId: string) {
  const { db, admin, operator } = place;
  await setClaimRules(operator, { ...DEFAULT_RULES, secondAbove: { ...DEFAULT_RULES.secondAbove, days: 2 } });
  const scene = await addCreditScene(db, organizationId, { names: ['Docs'], hours: [1] });
  const no = await claim(place, scene, scene.serviceIds);
  await decide(place, no, 'approve');
  const overdue = await addCreditScene(db, organizationId, { names: ['Sheets'], hours: [1] });
  const late = await claim(place, overdue, overdue.serviceIds);
  await db
    .updateTable('creditRequest')
    .set({ dueAt: place.clock.now() - 30 * HOUR_MS })
    .where('no', '=', late)
    .execute();
  const drafted = await addCreditScene(db, organizationId, { names: ['Forms', 'Keep'], hours: [1, 2] });
  const { contractId, month, serviceIds } = drafted;
  const file = { name: 'console-log-of-the-morning.txt', bytes: Buffer.from('GET /mail 503\n') };
  await saveCreditDraft(admin, {
    contractId,
    month,
    serviceIds,
    note: WORDS,
    ticketNo: null,
    lang: 'en',
    reports: 'not-wanted',
    files: [file],
  });
  return { no, drafted };
}

async function addMany({ db, operator }: Place, organizationId: string) {
  const now = new Date();
  const startedAt = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 6);
  const counts = { days: 5, shares: 3, lenient: 2, unsure: 2, automatic: 1, provider: 1 };
  const { incidentId, contracts } = await addManyScene(db, { counts, organizationIds: [organizationId], startedAt });
  const month = new Date(startedAt).toISOString().slice(0, 7);
  const keys = contracts.days.map((contractId) => keyOfAffected({ contractId, month }));
  const { id } = await prepareBulkDecision(operator, { incidentId, action: 'grant', reason: WORDS, keys });
  return {
    affected: `/console/incidents/${incidentId}/credits`,
    many: '/console/credits/many',
    prepared: `/console/credits/many/${id}`,
  };
}

async function claim(
  { admin }: Place,
  { contractId, month }: CreditScene,
  serviceIds: readonly string[],
): Promise<number> {
  const files = [{ name: 'sign-in-failures.csv', bytes: Buffer.from('at,who\n09:00,ada\n') }];
  const wish = {
    contractId,
    month,
    serviceIds,
    note: WORDS,
    ticketNo: null,
    lang: 'en',
    reports: 'not-wanted',
  } as const;
  return (await askForCredit(admin, { ...wish, files })).no;
}

async function decide({ operator }: Place, no: number, decision: CreditDecision['decision']): Promise<void> {
  const request = await findCreditRequest(operator.db, 'every-organization', no);
  const amounts =
    decision === 'decline' ? {} : Object.fromEntries(request?.items.map((item) => [item.id, item.askedAmount]) ?? []);
  await decideCreditRequest(operator, { no, decision, amounts, reason: 'As the record of outages shows.' });
}

async function lengthen({ db, clock }: Place, { serviceIds }: CreditScene, hours: number): Promise<void> {
  const { id, startedAt } = await db
    .selectFrom('outage')
    .select(['id', 'startedAt'])
    .where('serviceId', '=', serviceIds[0] ?? '')
    .where('source', '=', 'provider')
    .executeTakeFirstOrThrow();
  const endedAt = startedAt + hours * HOUR_MS;
  await inTransaction(testContext(db, clock), async (ctx) => {
    await ctx.db.updateTable('outage').set({ endedAt }).where('id', '=', id).execute();
    await writeOutagePhases(ctx, { outageId: id, phases: [{ startedAt, endedAt, state: 'down', surfaces: [] }] });
    await appendOutageRevision(ctx, { outageId: id, reason: 'The log shows otherwise.' });
  });
}
