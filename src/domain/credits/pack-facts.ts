import type { SlaPolicy } from '../sla/policy.ts';
import type { Instant } from '../time.ts';
import type { CreditRequestStage, Language, Priority, Surface } from '../words.ts';
import type { CreditAmount } from './amount.ts';
import type { ContractWindow } from './assess-contract.ts';
import type { ContractEvidence } from './evidence.ts';

export type PackNames = Readonly<Partial<Record<Language, string>>>;

/** The parties of the contract as a provider's form asks for them. */
export interface PackParty {
  readonly customerName: string | null;
  readonly counterparty: string;
  readonly customerDomain: string | null;
  readonly accountNumber: string | null;
  readonly reseller: string | null;
  /** So many days before the provider's deadline the reseller wants the claim. */
  readonly resellerDays: number | null;
  readonly edition: string | null;
  readonly seats: number | null;
}

/** What the provider itself published about an outage, as far as the customer may know of it. */
export interface PackIncident {
  readonly outageId: string;
  readonly title: string;
  readonly provider: string | null;
  readonly externalId: string | null;
  readonly url: string | null;
}

/** A check of ours that failed during an outage. */
export interface PackCheck {
  readonly outageId: string;
  readonly name: string;
  readonly kind: string;
  readonly surface: Surface;
  readonly intervalMs: number;
}

/** A ticket of the customer's users; who wrote it and what is no part of a claim. */
export interface PackTicket {
  readonly no: number;
  readonly serviceId: string | null;
  readonly priority: Priority;
  readonly occurredAt: Instant;
  readonly openedAt: Instant;
  readonly affectedUsers: number | null;
  readonly outsideNumber: string | null;
  /** Empty where nobody tied it to an outage: then its service and time speak for it. */
  readonly outageIds: readonly string[];
}

/** The claim as it was asked; null in a pack made before. */
export interface PackClaim {
  readonly no: number;
  readonly stage: CreditRequestStage;
  readonly askedAt: Instant;
  readonly note: string;
  readonly caseNumbers: readonly string[];
  /** As whoever asked counted them. */
  readonly affectedUsers: number | null;
  readonly items: readonly { readonly serviceId: string; readonly asked: CreditAmount }[];
}

/** All that a claim pack is made from; plain data. */
export interface PackFacts {
  readonly party: PackParty;
  readonly policy: SlaPolicy;
  readonly evidence: ContractEvidence;
  readonly window: ContractWindow;
  readonly names: ReadonlyMap<string, PackNames>;
  readonly claim: PackClaim | null;
  readonly incidents: readonly PackIncident[];
  readonly checks: readonly PackCheck[];
  readonly tickets: readonly PackTicket[];
  readonly now: Instant;
}
