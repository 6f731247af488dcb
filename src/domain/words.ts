/** The closed vocabularies of the product: one word, one meaning, in code, tables, pages and documents. */
export const SERVICE_STATES = ['operational', 'degraded', 'down', 'unknown', 'maintenance'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];

export const SAMPLE_STATES = ['up', 'down', 'unknown'] as const;
export type SampleState = (typeof SAMPLE_STATES)[number];

export const OUTAGE_STATES = ['degraded', 'down'] as const;
export type OutageState = (typeof OUTAGE_STATES)[number];

export const OUTAGE_SOURCES = ['measured', 'declared', 'provider'] as const;
export type OutageSource = (typeof OUTAGE_SOURCES)[number];

/** Which of a service's checks must fail before it is down: any, all, or a number of them. */
export const DOWN_WHEN = ['any', 'all', 'at-least'] as const;
export type DownWhen = (typeof DOWN_WHEN)[number];

/** What a service is while some of its checks fail, but fewer than make it down. */
export const BELOW_RULE = ['degraded', 'nothing'] as const;
export type BelowRule = (typeof BELOW_RULE)[number];

/** What a check is judged to be for a while: not answering as it should, or answering late. */
export const SPAN_KINDS = ['failing', 'slow'] as const;
export type SpanKind = (typeof SPAN_KINDS)[number];

/** Who asks the target of a check: this server alone, this server and other places, or other places alone. */
export const POLLED_FROM = ['here', 'here-and-places', 'places'] as const;
export type PolledFrom = (typeof POLLED_FROM)[number];

/** What a check is, seen from one place: failing, or not seen at all. */
export const PLACE_SPAN_KINDS = ['failing', 'blind'] as const;
export type PlaceSpanKind = (typeof PLACE_SPAN_KINDS)[number];

export const SURFACES = ['web', 'protocol', 'mobile', 'api'] as const;
export type Surface = (typeof SURFACES)[number];

/** `none` is an information: no outage, never in the headline. */
export const INCIDENT_IMPACTS = ['none', 'minor', 'major', 'critical'] as const;
export type IncidentImpact = (typeof INCIDENT_IMPACTS)[number];

export const INCIDENT_STAGES = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
export type IncidentStage = (typeof INCIDENT_STAGES)[number];

export const MAINTENANCE_STAGES = ['scheduled', 'in-progress', 'done', 'cancelled'] as const;
export type MaintenanceStage = (typeof MAINTENANCE_STAGES)[number];

/** What a confirmed outage does: publish its incident at once, hold it for some minutes first, or leave a draft to a person. */
export const INCIDENT_MODES = ['publish', 'hold', 'draft'] as const;
export type IncidentMode = (typeof INCIDENT_MODES)[number];

export const VISIBILITIES = ['public', 'organizations', 'operators'] as const;
export type Visibility = (typeof VISIBILITIES)[number];

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

export const DIRECTIONS = ['we-owe', 'owed-to-us'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a fee is paid for: a month or a year. */
export const BILLING_PLANS = ['monthly', 'yearly'] as const;
export type BillingPlan = (typeof BILLING_PLANS)[number];

export const PAYMENTS = ['prepaid', 'postpaid'] as const;
export type Payment = (typeof PAYMENTS)[number];

/** Whether the fee is the whole contract's or one seat's. */
export const FEE_PERS = ['contract', 'seat'] as const;
export type FeePer = (typeof FEE_PERS)[number];

/** Whether a contract stays at the version of its policy or follows new ones. */
export const POLICY_CHOICES = ['stays', 'follows'] as const;
export type PolicyChoice = (typeof POLICY_CHOICES)[number];

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const TICKET_CHANNELS = ['web', 'phone', 'chat', 'email'] as const;
export type TicketChannel = (typeof TICKET_CHANNELS)[number];

export const TICKET_STAGES = ['new', 'in-progress', 'action-required', 'solution-provided', 'closed'] as const;
export type TicketStage = (typeof TICKET_STAGES)[number];

/** What a line of a ticket's story is; all but messages, questions and notes are told by their detail. */
export const TICKET_MESSAGE_KINDS = [
  'message',
  'question',
  'solution',
  'note',
  'provider',
  'priority',
  'outside',
  'tied',
  'untied',
  'closed',
  'reopened',
] as const;
export type TicketMessageKind = (typeof TICKET_MESSAGE_KINDS)[number];

/** The six ways a support case ends. */
export const RESOLUTION_KINDS = [
  'solved',
  'feature-idea',
  'not-reproducible',
  'third-party',
  'out-of-scope',
  'outage-solved',
] as const;
export type ResolutionKind = (typeof RESOLUTION_KINDS)[number];

/** `held`: asked for while its window is open; `credited`: its grants are applied to an invoice or term. */
export const CREDIT_REQUEST_STAGES = [
  'held',
  'submitted',
  'in-review',
  'approved',
  'declined',
  'credited',
  'withdrawn',
] as const;
export type CreditRequestStage = (typeof CREDIT_REQUEST_STAGES)[number];

/** Who began a claim: the customer by asking, an operator by offering, or the terms by themselves. */
export const CREDIT_ORIGINS = ['asked', 'offered', 'automatic'] as const;
export type CreditOrigin = (typeof CREDIT_ORIGINS)[number];

/** What is done to many contracts in one step. */
export const BULK_ACTIONS = ['grant', 'decline', 'ask'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What the preview says of one contract: it will be done, it will wait for a second operator, or it is refused. */
export type BulkPlan = 'do' | 'second' | 'refuse';
export type BulkItemState = 'waiting' | 'done' | 'refused';
export type BulkOutcome = 'granted' | 'second' | 'declined' | 'asked';

/** What an assessment says of one service. */
export const LINE_VERDICTS = ['owed', 'not-owed', 'depends', 'not-covered'] as const;
export type LineVerdict = (typeof LINE_VERDICTS)[number];

export const CREDIT_MESSAGE_KINDS = ['question', 'answer', 'appeal', 'supplement'] as const;
export type CreditMessageKind = (typeof CREDIT_MESSAGE_KINDS)[number];

export type CreditAnswer = 'approve' | 'decline';

/** `unconfirmed` waits for a second operator; `dropped` once the claim went another way. */
export const CREDIT_DECISION_STATES = ['unconfirmed', 'made', 'refused', 'dropped'] as const;
export type CreditDecisionState = (typeof CREDIT_DECISION_STATES)[number];

export const REPORT_REQUEST_STAGES = ['submitted', 'published', 'declined', 'withdrawn'] as const;
export type ReportRequestStage = (typeof REPORT_REQUEST_STAGES)[number];

/** What goes between us and a provider about a claim; `seen` is its credit found on an invoice or as a new end of term. */
export const PROVIDER_EXCHANGE_KINDS = [
  'sent',
  'acknowledged',
  'asked',
  'supplied',
  'granted',
  'partly',
  'refused',
  'seen',
] as const;
export type ProviderExchangeKind = (typeof PROVIDER_EXCHANGE_KINDS)[number];

export const PROVIDER_CHANNELS = ['form', 'mail', 'phone', 'chat'] as const;
export type ProviderChannel = (typeof PROVIDER_CHANNELS)[number];

/** `days` of service, `percent` of a fee in parts per million, or `money` in minor units of the contract's currency. */
export const CREDIT_UNITS = ['days', 'percent', 'money'] as const;
export type CreditUnit = (typeof CREDIT_UNITS)[number];

export const ENTRY_KINDS = ['grant', 'reversal', 'application'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What a new assessment of a granted window asks of the ledger: more, or part of it back. */
export const PROPOSAL_KINDS = ['top-up', 'reversal'] as const;
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** `overtaken`: a later assessment or an entry of the ledger made it void before anyone decided. */
export const PROPOSAL_STAGES = ['open', 'accepted', 'dismissed', 'overtaken'] as const;
export type ProposalStage = (typeof PROPOSAL_STAGES)[number];

export const OPERATOR_ROLES = ['incidents', 'tickets', 'money', 'audit'] as const;
export type OperatorRole = (typeof OPERATOR_ROLES)[number];

export const MEMBER_ROLES = ['admin', 'viewer'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

export const DELIVERY_CHANNELS = ['webhook', 'mail'] as const;
export type DeliveryChannel = (typeof DELIVERY_CHANNELS)[number];

/** `kept`: written, but there is no way to send it (no SMTP server set); shown in the console instead of lost. */
export const DELIVERY_STATES = ['due', 'sent', 'failed', 'cancelled', 'kept'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
