import type { CheckSettings } from '#domain/watching/check-settings';
import type { PlaceChoice } from '#domain/watching/place-choice';
import { openSecrets, SealedSecretError, sealSecrets } from '#lib/check-secrets/sealed-secrets';
import { type OpenTarget, splitTarget } from '#lib/check-secrets/target-secrets';
import type { CheckKind } from '#lib/check-targets/check-target';
import type { SecretBox } from '#lib/secret-box';
import { readSettingsForm } from './settings-form.ts';
import { readTargetForm, type Typed, untickedBoxes, withoutSecrets } from './target-form.ts';

/** A check as it was typed, not saved yet. */
export interface CheckDraft {
  /** To be shown again: without secrets. */
  readonly typed: Typed;
  readonly settings: CheckSettings;
  /** With its secrets. */
  readonly target: OpenTarget;
  /** Secrets, stored or typed earlier, that are to be removed. */
  readonly dropped: readonly string[];
  /** The secrets typed so far, sealed for the next time this form is sent; never shown. */
  readonly held: string | null;
  /** Undefined where the form did not ask. */
  readonly places: PlaceChoice | undefined;
}

export interface DraftReader {
  readonly kind: CheckKind;
  readonly box: SecretBox;
  /** Who types: nobody else's form opens what his form holds. */
  readonly actorId: string | null;
}

/** Reads a sent form; a secret typed earlier in it is still there. */
export function readDraft(sent: FormData, { kind, box, actorId }: DraftReader): CheckDraft {
  const texts = [...sent].filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  // The zero character is one that no database keeps.
  const kept = texts.map(([name, text]) => [name, text.replaceAll('\0', '')] as const);
  const typed: Typed = { ...untickedBoxes(kind), ...Object.fromEntries(kept) };
  const dropped = sent.getAll('drop').map(String);
  const owner = `draft of ${actorId} for ${kind}`;
  const now = readTargetForm(kind, typed);
  const target = { ...without(readHeld(box, owner, typed['held'] ?? ''), dropped), ...now };
  const places = readPlaces(sent);
  const { held: _, drop: __, ...shown } = withoutSecrets(kind, typed);
  return {
    typed: { ...shown, ...(places ? { places: places.placeIds.join(',') } : {}) },
    places,
    settings: readSettingsForm(typed),
    target,
    dropped,
    held: sealSecrets(box, owner, splitTarget(kind, target).secrets),
  };
}

/** What was typed into the form's choice of places, empty where more than half of them must agree. */
function readPlaces(sent: FormData): PlaceChoice | undefined {
  if (!sent.has('placesAsked')) return undefined;
  const agree = String(sent.get('agreeCount') ?? '').trim();
  const agreeCount = agree === '' ? null : /^\d{1,3}$/.test(agree) ? Number(agree) : Number.NaN;
  return { placeIds: sent.getAll('places').map(String), agreeCount };
}

/** What was held by another person, or by a key that is gone, is simply not there: the form asks for it again. */
function readHeld(box: SecretBox, owner: string, held: string): OpenTarget {
  try {
    return held === '' ? {} : openSecrets(box, owner, held);
  } catch (error) {
    if (error instanceof SealedSecretError || error instanceof SyntaxError) return {};
    throw error;
  }
}

function without(target: OpenTarget, names: readonly string[]): OpenTarget {
  return Object.fromEntries(Object.entries(target).filter(([name]) => !names.includes(name)));
}
