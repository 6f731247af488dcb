import type { Instant } from '../time.ts';
import type { CreditRequestStage, CreditUnit, ProviderChannel, ProviderExchangeKind } from '../words.ts';
import type { CreditAmount } from './amount.ts';
import type { ReceivedCredit } from './received.ts';

/** One line of what went between us and the provider about a claim. */
export interface ProviderExchange {
  readonly id: string;
  readonly seq: number;
  readonly kind: ProviderExchangeKind;
  /** When it was recorded. */
  readonly at: Instant;
  /** The day it happened, `YYYY-MM-DD`. */
  readonly happenedOn: string;
  readonly channel: ProviderChannel | null;
  readonly caseNumber: string | null;
  readonly words: string;
  readonly answerBy: string | null;
  readonly unit: CreditUnit | null;
  readonly currency: string | null;
  readonly amounts: Readonly<Record<string, number>> | null;
  readonly amount: number | null;
  readonly reference: string | null;
  readonly entryId: string | null;
  readonly recordedByName: string | null;
}

/** Where a claim stands with the provider. */
export type ProviderPlace = 'unsent' | 'sent' | 'acknowledged' | 'asked' | 'granted' | 'partly' | 'refused';

export interface ProviderSide {
  readonly place: ProviderPlace;
  /** The number it goes by now. */
  readonly caseNumber: string | null;
  /** What the provider wants from us, while it is open. */
  readonly question: { readonly words: string; readonly answerBy: string | null } | null;
  /** How often it was sent: more than once where a refusal was not taken. */
  readonly rounds: number;
  /** What can be recorded next; a claim is sent again only while it is in time. */
  readonly next: readonly ProviderExchangeKind[];
}

/** What besides its history decides on what can be recorded about a claim. */
export function sideAt(
  claim: { readonly stage: CreditRequestStage; readonly lapsesAt: Instant | null },
  { received, now }: { readonly received: readonly ReceivedCredit[]; readonly now: Instant },
): Parameters<typeof providerSide>[1] {
  return {
    open: claim.stage !== 'withdrawn',
    held: claim.stage === 'held',
    inTime: claim.lapsesAt === null || now < claim.lapsesAt,
    unseen: received.some(({ unseen }) => unseen > 0),
  };
}

const ANSWERS = ['granted', 'partly', 'refused'] as const;

/** Reads the place of a claim from its history. */
export function providerSide(
  history: readonly ProviderExchange[],
  at: {
    /** It was not withdrawn. */
    readonly open: boolean;
    /** Kept back until its window closes: it can be sent before, and nothing else. */
    readonly held: boolean;
    readonly inTime: boolean;
    /** A credit came that was found on no invoice and in no term yet. */
    readonly unseen: boolean;
  },
): ProviderSide {
  const place = placeOf(history);
  const possible = at.held ? (['sent'] as const) : nextOf(place, at.inTime);
  const asked = history.findLast(({ kind }) => kind === 'asked');
  return {
    place,
    caseNumber: history.findLast(({ caseNumber }) => caseNumber !== null)?.caseNumber ?? null,
    question: place === 'asked' && asked ? { words: asked.words, answerBy: asked.answerBy } : null,
    rounds: history.filter(({ kind }) => kind === 'sent').length,
    next: [...(at.open ? possible : []), ...(at.unseen ? (['seen'] as const) : [])],
  };
}

function placeOf(history: readonly ProviderExchange[]): ProviderPlace {
  const last = history.findLast(({ kind }) => kind !== 'seen');
  if (!last || last.kind === 'seen') return 'unsent';
  if (last.kind !== 'supplied') return last.kind;
  const before = history.findLast(({ kind }) => kind === 'sent' || kind === 'acknowledged');
  return before?.kind === 'acknowledged' ? 'acknowledged' : 'sent';
}

function nextOf(place: ProviderPlace, inTime: boolean): ProviderExchangeKind[] {
  switch (place) {
    case 'unsent':
      return ['sent', ...ANSWERS];
    case 'sent':
    case 'acknowledged':
      return ['acknowledged', 'asked', ...ANSWERS];
    case 'asked':
      return ['supplied', ...ANSWERS];
    case 'partly':
    case 'refused':
      return inTime ? ['sent'] : [];
    case 'granted':
      return [];
  }
}

/** What was asked beside what came, where both are in one unit. */
export interface AskedAndGiven {
  readonly given: readonly CreditAmount[];
  /** Above zero where less came than was asked; null where the units differ. */
  readonly short: CreditAmount | null;
}

/** Compares a claim with the credits received for it, net of what was taken back. */
export function compareGiven(asked: CreditAmount, given: readonly CreditAmount[]): AskedAndGiven {
  const sums = new Map<string, CreditAmount>();
  for (const one of given) {
    const key = `${one.unit}|${one.currency ?? ''}`;
    sums.set(key, { ...one, value: (sums.get(key)?.value ?? 0) + one.value });
  }
  const left = [...sums.values()].filter(({ value }) => value !== 0);
  const same = left.filter(({ unit, currency }) => unit === asked.unit && currency === asked.currency);
  if (left.length > same.length) return { given: left, short: null };
  return { given: left, short: { ...asked, value: asked.value - (same[0]?.value ?? 0) } };
}
