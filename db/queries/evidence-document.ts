import { arithmeticInput } from '#domain/credits/closed-window';
import {
  type DocumentedRevision,
  type DocumentedTicket,
  EVIDENCE_FORMAT,
  type EvidenceDocument,
} from '#domain/credits/evidence-document';
import type { Db } from '../connect.ts';
import type { FrozenAssessment } from './assessments.ts';
import { findChainHead } from './credit-chain.ts';
import { type AssessedWindow, findContractWindow, type WindowPlace } from './credit-windows.ts';
import type { LedgerScope } from './ledger.ts';
import { listSampleDays } from './sample-days.ts';

export interface DocumentedWindow {
  readonly found: AssessedWindow;
  readonly document: EvidenceDocument;
}

/** The evidence of one contract and window; undefined when it is not in scope. Holds nothing of other organisations. */
export async function findEvidenceDocument(
  db: Db,
  scope: LedgerScope,
  place: WindowPlace,
): Promise<DocumentedWindow | undefined> {
  const found = await findContractWindow(db, scope, place);
  if (!found) return undefined;
  const { contract, evidence, window, frozen } = found;
  const span = window.assessment.window;
  const { month, assessment } = window;
  const shared = arithmeticInput(evidence, { month, window: span, now: assessment.asOf });
  const outageIds = evidence.outages.map(({ id }) => id);
  const { counterparty, direction, customerDomain, accountNumber, reseller, edition, startsAt, endsAt } = contract;
  const document: EvidenceDocument = {
    format: EVIDENCE_FORMAT,
    contract: { counterparty, direction, customerDomain, accountNumber, reseller, edition, startsAt, endsAt },
    frozen: frozen && {
      revision: frozen.revision,
      frozenAt: frozen.frozenAt,
      evidenceHash: frozen.evidenceHash,
      ...namesRemoved(frozen),
    },
    arithmetic: { ...shared, asOf: assessment.asOf },
    revisions: await listDocumentedRevisions(db, outageIds, frozen?.frozenAt),
    samples: await listSampleDays(
      db,
      evidence.services.map(({ id }) => id),
      span,
    ),
    tickets: await listDocumentedTickets(db, contract.organizationId, outageIds),
    ledgerHead: (await findChainHead(db, contract.id)) ?? null,
  };
  return { found, document };
}

function namesRemoved({ evidenceHashBefore, namesBlankedAt }: FrozenAssessment) {
  if (evidenceHashBefore === null || namesBlankedAt === null) return {};
  return { namesRemoved: { at: namesBlankedAt, evidenceHashBefore } };
}

/** Up to the moment of the freezing: what was said later belongs to a later assessment. */
async function listDocumentedRevisions(
  db: Db,
  outageIds: readonly string[],
  until: number | undefined,
): Promise<DocumentedRevision[]> {
  if (outageIds.length === 0) return [];
  let query = db
    .selectFrom('outageRevision')
    .innerJoin('outage', 'outage.id', 'outageRevision.outageId')
    .select(['outageId', 'outage.serviceId', 'outage.source', 'outageRevision.revision', 'at', 'snapshot'])
    .where('outageId', 'in', [...outageIds])
    .orderBy('outageId')
    .orderBy('outageRevision.revision');
  if (until !== undefined) query = query.where('at', '<=', until);
  return (await query.execute()).map(({ snapshot, ...row }) => {
    const { state, startedAt, endedAt, retractedAt, phases } = JSON.parse(snapshot);
    const told = (phases ?? []).map((phase: DocumentedRevision['phases'][number]) => ({
      startedAt: phase.startedAt,
      endedAt: phase.endedAt,
      state: phase.state,
    }));
    return { ...row, state, startedAt, endedAt, retractedAt, phases: told };
  });
}

/** Only those of the contract's own organisation, without what people wrote. */
async function listDocumentedTickets(
  db: Db,
  organizationId: string,
  outageIds: readonly string[],
): Promise<DocumentedTicket[]> {
  if (outageIds.length === 0) return [];
  const rows = await db
    .selectFrom('ticketOutage')
    .innerJoin('ticket', 'ticket.id', 'ticketOutage.ticketId')
    .select(['no', 'priority', 'occurredAt', 'openedAt', 'firstAnsweredAt', 'closedAt', 'outageId'])
    .where('ticket.organizationId', '=', organizationId)
    .where('outageId', 'in', [...outageIds])
    .orderBy('no')
    .orderBy('outageId')
    .execute();
  return [...Map.groupBy(rows, ({ no }) => no).values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const { outageId: _, ...ticket } = first;
    return [{ ...ticket, outageIds: own.map(({ outageId }) => outageId) }];
  });
}
