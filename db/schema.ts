import type { Generated } from 'kysely';
import type {
  CreditRequestStage,
  CreditUnit,
  DeliveryChannel,
  DeliveryState,
  Direction,
  EntryKind,
  IncidentImpact,
  IncidentMode,
  IncidentStage,
  Language,
  OutageSource,
  OutageState,
  Priority,
  ReportRequestStage,
  ResolutionKind,
  SampleState,
  Surface,
  TicketChannel,
  TicketMessageKind,
  TicketStage,
  Visibility,
} from '#domain/words';
import type {
  AccessLinkTable,
  AccountStateTable,
  AttemptTable,
  MemberTable,
  OperatorRoleTable,
  OrganizationStateTable,
  OrganizationTable,
  SessionTable,
  UsedCodeTable,
  UserTable,
} from './schema-accounts.ts';

/** Every table, in the order of the data's way. Instants are epoch milliseconds; columns named in the plural or `…s` of JSON are text, parsed in the query file. */
export interface Database {
  setting: SettingTable;
  counter: CounterTable;
  tick: TickTable;
  auditEntry: AuditEntryTable;
  serviceGroup: ServiceGroupTable;
  service: ServiceTable;
  serviceOrganization: ServiceOrganizationTable;
  healthCheck: HealthCheckTable;
  sample: SampleTable;
  measurementGap: MeasurementGapTable;
  incident: IncidentTable;
  incidentService: IncidentServiceTable;
  incidentUpdate: IncidentUpdateTable;
  outage: OutageTable;
  outagePhase: OutagePhaseTable;
  checkFailure: CheckFailureTable;
  outageRevision: OutageRevisionTable;
  feedSource: FeedSourceTable;
  slaPolicy: SlaPolicyTable;
  contract: ContractTable;
  contractService: ContractServiceTable;
  slaAssessment: SlaAssessmentTable;
  ticket: TicketTable;
  ticketMessage: TicketMessageTable;
  ticketOutage: TicketOutageTable;
  creditRequest: CreditRequestTable;
  creditRequestItem: CreditRequestItemTable;
  creditWindow: CreditWindowTable;
  creditEntry: CreditEntryTable;
  incidentReport: IncidentReportTable;
  reportRequest: ReportRequestTable;
  subscriber: SubscriberTable;
  notice: NoticeTable;
  delivery: DeliveryTable;
  deliveryAttempt: DeliveryAttemptTable;
  user: UserTable;
  session: SessionTable;
  organization: OrganizationTable;
  member: MemberTable;
  operatorRole: OperatorRoleTable;
  accountState: AccountStateTable;
  organizationState: OrganizationStateTable;
  accessLink: AccessLinkTable;
  attempt: AttemptTable;
  usedCode: UsedCodeTable;
  throttle: ThrottleTable;
}

export interface SettingTable {
  key: string;
  value: string;
  updatedAt: number;
}

export interface CounterTable {
  scope: string;
  version: number;
}

export interface TickTable {
  key: string;
  at: number;
}

export interface AuditEntryTable {
  id: string;
  at: number;
  actorKind: 'system' | 'operator' | 'member' | 'visitor' | 'cli';
  actorId: string | null;
  actorName: string;
  organizationId: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  detail: string;
}

export interface ServiceGroupTable {
  id: string;
  slug: string;
  names: string;
  position: number;
}

export interface ServiceTable {
  id: string;
  slug: string;
  names: string;
  descriptions: string;
  groupId: string | null;
  position: number;
  visibility: Visibility;
  incidentMode: IncidentMode;
  holdMinutes: number;
  provider: string | null;
  providerKey: string | null;
  origin: Generated<'catalogue' | 'console'>;
  createdAt: number;
  archivedAt: number | null;
}

export interface ServiceOrganizationTable {
  serviceId: string;
  organizationId: string;
}

export interface HealthCheckTable {
  id: string;
  no: number;
  serviceId: string;
  slug: string;
  name: string;
  kind: string;
  target: string;
  intervalMs: number;
  timeoutMs: number;
  surface: Surface;
  impact: OutageState;
  failAfter: number;
  recoverAfter: number;
  origin: 'catalogue' | 'console';
  pausedAt: number | null;
  archivedAt: number | null;
  state: SampleState;
  stateSince: number;
  failureCount: number;
  successCount: number;
  firstFailureAt: number | null;
  firstSuccessAt: number | null;
  lastSampleAt: number | null;
  lastUpAt: number | null;
  lastCause: string | null;
  lastDetail: string | null;
  lastLatencyMs: number | null;
  nextDueAt: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  createdAt: number;
}

export interface SampleTable {
  checkNo: number;
  at: number;
  state: SampleState;
  latencyMs: number | null;
}

export interface MeasurementGapTable {
  id: string;
  checkId: string;
  serviceId: string;
  startedAt: number;
  endedAt: number | null;
  cause: string;
}

export interface IncidentTable {
  id: string;
  title: string;
  lang: Language;
  source: OutageSource;
  impact: IncidentImpact;
  stage: IncidentStage;
  visibility: Visibility;
  provider: string | null;
  externalId: string | null;
  externalUrl: string | null;
  locations: string;
  publishAt: number | null;
  publishedAt: number | null;
  startedAt: number;
  resolvedAt: number | null;
  nextUpdateDueAt: number | null;
  remindedFor: number | null;
  providerFingerprint: string | null;
  providerResolvedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface IncidentServiceTable {
  incidentId: string;
  serviceId: string;
}

export interface IncidentUpdateTable {
  id: string;
  incidentId: string;
  externalId: string | null;
  at: number;
  stage: IncidentStage;
  body: string;
  automatic: string | null;
  lang: Language;
  author: string | null;
  createdAt: number;
  editedAt: number | null;
}

export interface OutageTable {
  id: string;
  serviceId: string;
  checkId: string | null;
  source: OutageSource;
  provider: string | null;
  externalId: string | null;
  incidentId: string | null;
  state: OutageState;
  startedAt: number;
  endedAt: number | null;
  revision: number;
  retractedAt: number | null;
  createdAt: number;
  updatedAt: number;
}

export interface OutagePhaseTable {
  outageId: string;
  seq: number;
  startedAt: number;
  endedAt: number | null;
  state: OutageState;
  surfaces: string;
  locations: string;
  sharePpm: number | null;
}

export interface CheckFailureTable {
  checkId: string;
  outageId: string;
  startedAt: number;
  endedAt: number | null;
}

export interface OutageRevisionTable {
  outageId: string;
  revision: number;
  at: number;
  actorName: string;
  reason: string;
  snapshot: string;
}

export interface FeedSourceTable {
  id: string;
  kind: string;
  provider: string;
  url: string;
  intervalMs: number;
  nextDueAt: number;
  etag: string | null;
  lastModified: string | null;
  lastSuccessAt: number | null;
  lastAttemptAt: number | null;
  lastError: string | null;
  failureCount: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  lastReport: string | null;
}

export interface SlaPolicyTable {
  id: string;
  key: string;
  version: number;
  effectiveFrom: string;
  name: string;
  terms: string;
  createdAt: number;
}

export interface ContractTable {
  id: string;
  organizationId: string;
  direction: Direction;
  counterparty: string;
  policyId: string;
  customerDomain: string | null;
  accountNumber: string | null;
  reseller: string | null;
  edition: string | null;
  seats: number | null;
  feeMinor: number | null;
  currency: string | null;
  billingPlan: string | null;
  supportPlan: string | null;
  zone: string | null;
  startsAt: number;
  endsAt: number | null;
  createdAt: number;
}

export interface ContractServiceTable {
  contractId: string;
  serviceId: string;
}

export interface SlaAssessmentTable {
  id: string;
  contractId: string;
  windowStart: number;
  windowEnd: number;
  policyId: string;
  computedAt: number;
  frozenAt: number | null;
  evidence: string;
  result: string;
}

export interface TicketTable {
  id: string;
  no: number;
  organizationId: string;
  serviceId: string | null;
  title: string;
  body: string;
  priority: Priority;
  channel: TicketChannel;
  stage: TicketStage;
  resolutionKind: ResolutionKind | null;
  occurredAt: number;
  outsideSystem: string | null;
  outsideNumber: string | null;
  outsideUrl: string | null;
  openedBy: string;
  openedAt: number;
  firstAnsweredAt: number | null;
  closedAt: number | null;
  updatedAt: number;
  affectedUsers: number | null;
  steps: string | null;
  openedById: string | null;
  revision: Generated<number>;
  submissionKey: string | null;
  lang: Generated<Language>;
}

export interface TicketMessageTable {
  id: string;
  ticketId: string;
  at: number;
  authorKind: 'operator' | 'member' | 'system';
  authorName: string;
  audience: 'shared' | 'operators';
  body: string;
  kind: Generated<TicketMessageKind>;
  detail: Generated<string>;
  submissionKey: string | null;
}

export interface TicketOutageTable {
  ticketId: string;
  outageId: string;
  tiedAt: number;
  tiedBy: string;
}

export interface CreditRequestTable {
  id: string;
  no: number;
  organizationId: string;
  contractId: string;
  windowStart: number;
  windowEnd: number;
  ticketId: string | null;
  assessmentId: string;
  stage: CreditRequestStage;
  note: string;
  askedBy: string;
  askedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  grantedAmount: number | null;
  unit: CreditUnit;
  providerCaseNumber: string | null;
  providerAnswer: string | null;
  updatedAt: number;
  askedByName: Generated<string>;
  decidedByName: string | null;
  lang: Generated<Language>;
  lapsesAt: number | null;
}

export interface CreditRequestItemTable {
  id: string;
  requestId: string;
  contractId: string;
  serviceId: string;
  windowStart: number;
  askedAmount: number;
  endedAt: number | null;
  decidedAmount: number | null;
}

export interface CreditWindowTable {
  contractId: string;
  windowStart: number;
  unit: CreditUnit;
  grantedAmount: number;
  capAmount: number | null;
  version: number;
}

export interface CreditEntryTable {
  id: string;
  contractId: string;
  organizationId: string;
  direction: Direction;
  unit: CreditUnit;
  currency: string | null;
  kind: EntryKind;
  amount: number;
  windowStart: number | null;
  itemId: string | null;
  requestId: string | null;
  at: number;
  actorName: string;
  reason: string;
  reversesId: string | null;
  reference: string | null;
  onceKey: string | null;
}

export interface IncidentReportTable {
  id: string;
  incidentId: string;
  title: string;
  body: string;
  lang: Language;
  visibility: Visibility;
  authorName: string;
  createdAt: number;
  publishedAt: number | null;
  updatedAt: number;
  revision: Generated<number>;
}

export interface ReportRequestTable {
  id: string;
  organizationId: string;
  outageId: string;
  ticketId: string | null;
  reportId: string | null;
  stage: ReportRequestStage;
  note: string;
  askedBy: string;
  askedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  decisionReason: string | null;
  lang: Generated<Language>;
}

export interface SubscriberTable {
  id: string;
  channel: DeliveryChannel;
  address: string;
  lang: Language;
  organizationId: string | null;
  serviceIds: string | null;
  kinds: string | null;
  secret: string | null;
  previousSecret: string | null;
  previousSecretUntil: number | null;
  confirmTokenHash: string | null;
  confirmUntil: number | null;
  manageTokenHash: string;
  createdAt: number;
  confirmedAt: number | null;
  firstFailureAt: number | null;
  disabledAt: number | null;
  disabledReason: string | null;
  holdUntil: number | null;
  secretShownAt: number | null;
}

export interface ThrottleTable {
  key: string;
  windowStart: number;
  count: number;
}

export interface NoticeTable {
  id: string;
  seq: number;
  kind: string;
  at: number;
  visibility: Visibility;
  organizationId: string | null;
  incidentId: string | null;
  serviceIds: string;
  payload: string;
}

export interface DeliveryTable {
  id: string;
  noticeId: string | null;
  subscriberId: string | null;
  organizationId: string | null;
  channel: DeliveryChannel;
  address: string;
  message: string;
  state: DeliveryState;
  dueAt: number;
  attemptCount: number;
  leaseToken: string | null;
  leaseUntil: number | null;
  lastError: string | null;
  createdAt: number;
  sentAt: number | null;
}

export interface DeliveryAttemptTable {
  deliveryId: string;
  no: number;
  at: number;
  outcome: string;
  httpStatus: number | null;
  durationMs: number;
  detail: string | null;
}
