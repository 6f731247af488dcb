import { findContractWindow } from '#db/queries/credit-windows';
import type { EvidenceOutage } from '#domain/credits/evidence';
import { type CommandContext, inTransaction, isDomainError, requireAdmin } from './context.ts';
import { type CreditClaim, requestCredit } from './request-credit.ts';
import { requestReport } from './request-report.ts';

/** Asks for a credit and, in the same step, for the reports of the incidents it rests on; a report that is public already is left out. */
export async function requestCreditAndReports(
  ctx: CommandContext,
  claim: CreditClaim,
): Promise<{ readonly id: string; readonly no: number }> {
  const organizationId = requireAdmin(ctx);
  return inTransaction(ctx, async (tx) => {
    const asked = await requestCredit(tx, claim);
    const found = await findContractWindow(tx.db, { organizationId }, { ...claim, now: tx.now() });
    const outages = (found?.evidence.outages ?? []).filter(({ serviceId }) => claim.serviceIds.includes(serviceId));
    for (const { id } of onePerIncident(outages)) await askUnlessRefused(tx, id, claim);
    return asked;
  });
}

function onePerIncident(outages: readonly EvidenceOutage[]): EvidenceOutage[] {
  return [...new Map(outages.map((outage) => [outage.incident?.id ?? outage.id, outage])).values()];
}

/** A refusal is thrown before anything is written, so the claim stays whole. */
async function askUnlessRefused(ctx: CommandContext, outageId: string, { note, lang }: CreditClaim): Promise<void> {
  try {
    await requestReport(ctx, { outageId, ticketId: null, note, lang });
  } catch (error) {
    if (!isDomainError(error)) throw error;
  }
}
