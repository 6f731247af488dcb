import { type CheckSettings, findMistakeInSettings } from '#domain/watching/check-settings';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { type OpenTarget, splitTarget } from '#lib/check-secrets/target-secrets';
import { readTypedTarget } from '#lib/check-secrets/typed-target';
import type { SecretBox } from '#lib/secret-box';
import { assignPlacesOfNew, placeFacts } from './assign-places.ts';
import { checkFacts, settingColumns } from './check-facts.ts';
import { type CommandContext, DomainError, inTransaction, requireOperator } from './context.ts';
import { freeSlug } from './free-slug.ts';
import { insertCheck } from './insert-check.ts';
import { lockChosenPlaces } from './lock-place.ts';
import { markPublicChange } from './mark-public-change.ts';
import { writeAudit } from './write-audit.ts';

export interface NewCheck {
  readonly serviceId: string;
  readonly kind: string;
  /** Complete, with its secrets. */
  readonly target: OpenTarget;
  readonly settings: CheckSettings;
  readonly box: SecretBox;
  /** This server alone, where nothing else is said. */
  readonly places?: PlaceChoice;
  /** Becomes its id: the same form sent twice is one check. */
  readonly submissionKey?: string | undefined;
}

/** Adds a check to a service; its secrets are sealed and never shown again. Returns its id. */
export function createCheck(ctx: CommandContext, input: NewCheck): Promise<string> {
  requireOperator(ctx, 'incidents');
  const { settings, kind, serviceId } = input;
  refuseSettings(settings);
  const { open, secrets } = splitTarget(kind, targetOrRefuse(kind, input.target));
  return inTransaction(ctx, async (tx) => {
    if (input.places) await lockChosenPlaces(tx, input.places.placeIds);
    await lockServiceInUse(tx, serviceId);
    const taken = await tx.db.selectFrom('healthCheck').select('slug').where('serviceId', '=', serviceId).execute();
    const id = input.submissionKey ?? tx.newId();
    if (await isThere(tx, id)) return id;
    const columns = { ...settingColumns(settings), kind, target: JSON.stringify(open) };
    await insertCheck(tx, {
      ...{ id, serviceId, ...columns, origin: 'console' },
      slug: freeSlug(settings.name, new Set(taken.map(({ slug }) => slug))),
      secrets: sealSecrets(input.box, id, secrets),
    });
    if (input.places) await assignPlacesOfNew(tx, id, input.places);
    await markPublicChange(tx);
    await writeAudit(tx, {
      action: 'create-check',
      subjectKind: 'check',
      subjectId: id,
      detail: { serviceId, ...checkFacts(columns), secrets: Object.keys(secrets), ...placeFacts(input.places) },
    });
    return id;
  });
}

async function isThere(ctx: CommandContext, id: string): Promise<boolean> {
  const row = await ctx.db.selectFrom('healthCheck').select('id').where('id', '=', id).executeTakeFirst();
  return row !== undefined;
}

/** Refuses settings that cannot be, naming the field. */
export function refuseSettings(settings: CheckSettings): void {
  const mistake = findMistakeInSettings(settings);
  if (mistake) throw new DomainError('invalid', mistake.sentence, mistake.field);
}

function targetOrRefuse(kind: string, target: OpenTarget): OpenTarget {
  const read = readTypedTarget(kind, target);
  if (!read.ok) throw refusalOfTarget(read.errors);
  return read.target;
}

/** What to throw for a target that does not fit: the first of its mistakes, with its field. */
export function refusalOfTarget(errors: Readonly<Record<string, string>>): DomainError {
  const [[field, sentence] = ['kind', 'There are no such checks.']] = Object.entries(errors);
  return new DomainError('invalid', sentence, field);
}

/** Locked, so that it is not archived meanwhile. */
async function lockServiceInUse(ctx: CommandContext, serviceId: string): Promise<void> {
  const service = await ctx.db
    .updateTable('service')
    .set((eb) => ({ revision: eb.ref('revision') }))
    .where('id', '=', serviceId)
    .where('archivedAt', 'is', null)
    .returning('id')
    .executeTakeFirst();
  if (!service) throw new DomainError('invalid', 'Choose a service that is in use.', 'serviceId');
}
