import type { HealthCheck } from '#db/queries/checks';
import type { CheckSettings } from '#domain/watching/check-settings';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { changedTarget } from '#lib/check-secrets/changed-target';
import { sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { type OpenTarget, splitTarget } from '#lib/check-secrets/target-secrets';
import type { SecretBox } from '#lib/secret-box';
import { assignPlaces, placeFacts } from './assign-places.ts';
import { forgetAnswersOfPlaces } from './blind-views.ts';
import { checkChanges, forgetAnswers, settingColumns } from './check-facts.ts';
import { type CommandContext, inTransaction, requireOperator } from './context.ts';
import { refusalOfTarget, refuseSettings } from './create-check.ts';
import { type CheckAtRevision, lockConsoleCheck } from './lock-check.ts';
import { lockOutageChanges } from './lock-outage-changes.ts';
import { lockChosenPlaces } from './lock-place.ts';
import { markPublicChange } from './mark-public-change.ts';
import { runAfterChange } from './run-after-change.ts';
import { settleMeasuredOutage } from './settle-measured-outage.ts';
import { writeAudit } from './write-audit.ts';

export interface CheckChange extends CheckAtRevision {
  readonly settings: CheckSettings;
  /** With those secrets that were typed anew; the others stay as they are. */
  readonly target: OpenTarget;
  /** Fields whose secrets are taken away. */
  readonly dropped: readonly string[];
  readonly box: SecretBox;
  /** Stays as it is where nothing is said. */
  readonly places?: PlaceChoice;
}

/** Changes how a check asks and is judged. A secret that is kept goes nowhere but where it went before. */
export function changeCheck(ctx: CommandContext, input: CheckChange): Promise<void> {
  requireOperator(ctx, 'incidents');
  refuseSettings(input.settings);
  return inTransaction(ctx, async (tx) => {
    if (input.places) await lockChosenPlaces(tx, input.places.placeIds);
    const before = await lockConsoleCheck(tx, input);
    const { open, secrets, typed } = newTarget(before, input);
    const columns = { ...settingColumns(input.settings), target: JSON.stringify(open) };
    const asksAnew = columns.target !== before.target || typed.length + input.dropped.length > 0;
    const forgotten = asksAnew ? forgetAnswers(before) : {};
    await tx.db
      .updateTable('healthCheck')
      .set({
        ...columns,
        ...forgotten,
        secrets: sealSecrets(input.box, before.id, secrets),
        revision: before.revision + 1,
        ...runAfterChange(before, { ...columns, asksAnew, now: tx.now() }),
      })
      .where('id', '=', before.id)
      .execute();
    if (before.impact !== columns.impact || before.surface !== columns.surface) {
      await lockOutageChanges(tx);
      await settleMeasuredOutage(tx, { serviceId: before.serviceId, since: tx.now() });
    }
    if (asksAnew && before.polledFrom !== 'here') await forgetAnswersOfPlaces(tx, before.id);
    const isMoved =
      input.places !== undefined && (await assignPlaces(tx, { ...before, ...columns, ...forgotten }, input.places));
    await markPublicChange(tx);
    await writeAudit(tx, {
      action: 'change-check',
      subjectKind: 'check',
      subjectId: before.id,
      detail: {
        serviceId: before.serviceId,
        ...checkChanges(before, { ...columns, kind: before.kind }),
        ...(isMoved ? placeFacts(input.places) : {}),
        ...(typed.length > 0 ? { newSecrets: typed } : {}),
        ...(input.dropped.length > 0 ? { removedSecrets: input.dropped } : {}),
      },
    });
  });
}

function newTarget(check: HealthCheck, { target, dropped, box }: CheckChange) {
  const changed = changedTarget({ check, target, dropped, box });
  if (!changed.ok) throw refusalOfTarget(changed.errors);
  return { ...splitTarget(check.kind, changed.target), typed: Object.keys(splitTarget(check.kind, target).secrets) };
}
