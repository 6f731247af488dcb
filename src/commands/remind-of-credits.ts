import { getClaimRules } from '#db/queries/claim-rules';
import type { ContractMonths } from '#db/queries/credit-windows';
import { findOrganizationLanguage } from '#db/queries/organization-language';
import { listReaderAddresses } from '#db/queries/ticket-people';
import { type Askable, listAskable } from '#domain/credits/askable';
import type { LetterOf } from '#domain/letters';
import { windowOf } from '#domain/sla/window';
import type { Language } from '#domain/words';
import { formatAssessedCredit, formatDayName, formatMonthName } from '#i18n/credits/format-credit';
import { localText } from '#i18n/language';
import { type CommandContext, inTransaction } from './context.ts';
import { queueLetter, queueOperatorLetter } from './queue-letter.ts';

export interface CreditReminder {
  readonly table: ContractMonths;
  readonly soloMode: boolean;
}

/** Reminds of what lapses soon under a contract: once for each date and distance, whichever process comes first; returns how often. */
export async function remindOfCredits(ctx: CommandContext, { table, soloMode }: CreditReminder): Promise<number> {
  const { remindDays } = await getClaimRules(ctx.db);
  const groups = Map.groupBy(listAskable([table]), ({ month, claim }) => `${month} ${claim.time?.by}`);
  let sent = 0;
  for (const items of groups.values()) {
    const { claim, month } = items[0] as Askable;
    // The strictest date has passed: what it warned of has happened.
    if (claim.time === null || claim.time.disputed) continue;
    const near = remindDays.filter((days) => claim.time && claim.time.daysLeft <= days);
    if (near.length === 0) continue;
    const mark = {
      contractId: table.contract.id,
      windowStart: windowOf(table.policy.terms.window, month, table.zone).startedAt,
      askBy: claim.time.by,
      daysBefore: Math.min(...near),
    };
    if (await remindOnce(ctx, { table, soloMode, items, mark })) sent++;
  }
  return sent;
}

interface Reminder extends CreditReminder {
  readonly items: readonly Askable[];
  readonly mark: {
    readonly contractId: string;
    readonly windowStart: number;
    readonly askBy: string;
    readonly daysBefore: number;
  };
}

function remindOnce(ctx: CommandContext, reminder: Reminder): Promise<boolean> {
  return inTransaction(ctx, async (tx) => {
    const first = await tx.db
      .insertInto('creditReminder')
      .values({ ...reminder.mark, at: tx.now() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('contractId')
      .executeTakeFirst();
    if (!first) return false;
    await sendReminder(tx, reminder);
    return true;
  });
}

async function sendReminder(ctx: CommandContext, { table, soloMode, items }: Reminder): Promise<void> {
  const { organizationId, direction } = table.contract;
  if (direction === 'owed-to-us' && soloMode) {
    await queueOperatorLetter(ctx, {
      role: 'money',
      letter: { ...letterOf(table, items, 'en'), path: `/console/contracts/${table.contract.id}/${items[0]?.month}` },
    });
    return;
  }
  const lang = await findOrganizationLanguage(ctx.db, organizationId);
  const letter = letterOf(table, items, lang);
  for (const to of await listReaderAddresses(ctx.db, { organizationId }, null)) {
    await queueLetter(ctx, { to, lang, organizationId, letter });
  }
}

function letterOf({ contract }: ContractMonths, items: readonly Askable[], lang: Language): LetterOf<'credit-lapses'> {
  const { month, claim } = items[0] as Askable;
  const { time } = claim;
  return {
    kind: 'credit-lapses',
    path: `/portal/credits/${contract.id}/${month}?lang=${lang}#ask`,
    counterparty: contract.counterparty,
    window: formatMonthName(month, lang),
    by: formatDayName(time?.by ?? '', lang),
    daysLeft: time?.daysLeft ?? 0,
    credits: items.map(({ names, claim: { credit } }) => {
      return `${localText(names, lang).text}: ${formatAssessedCredit(credit, lang)}`;
    }),
  };
}
