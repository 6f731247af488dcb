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
} from './schema/accounts.ts';
import type {
  AssessmentBodyTable,
  AssessmentPlanTable,
  CreditProposalTable,
  EvidenceChangeTable,
  WorkLeaseTable,
} from './schema/assessments.ts';
import type {
  AssessmentLineTable,
  AutomaticCreditTable,
  BulkDecisionItemTable,
  BulkDecisionTable,
} from './schema/bulk.ts';
import type {
  CreditAttachmentContentTable,
  CreditAttachmentTable,
  CreditDecisionTable,
  CreditDraftTable,
  CreditMessageTable,
  CreditReminderTable,
} from './schema/claims.ts';
import type {
  ContractChangeTable,
  ContractFeeBeforeTable,
  ContractServiceTable,
  ContractTable,
  SlaAssessmentTable,
  SlaPolicyTable,
} from './schema/contracts.ts';
import type {
  CreditChainTable,
  CreditEntryTable,
  CreditExportTable,
  CreditRequestItemTable,
  CreditRequestTable,
  CreditUnitChangeTable,
  CreditWindowTable,
} from './schema/credits.ts';
import type { DeliveryAttemptTable, DeliveryTable, NoticeTable, SubscriberTable } from './schema/deliveries.ts';
import type { SlaExclusionTable } from './schema/exclusions.ts';
import type { HeartbeatCallTable, HeartbeatTable, ListeningSpanTable } from './schema/heartbeats.ts';
import type {
  IncidentNewsTable,
  IncidentServiceTable,
  IncidentTable,
  IncidentUpdateTable,
} from './schema/incidents.ts';
import type { AuditEntryTable, CounterTable, SettingTable, ThrottleTable, TickTable } from './schema/installation.ts';
import type {
  MaintenanceAnnouncementTable,
  MaintenanceOccurrenceTable,
  MaintenanceServiceTable,
  MaintenanceTable,
} from './schema/maintenance.ts';
import type {
  CheckSpanTable,
  OutageAlertTable,
  OutagePhaseTable,
  OutageRevisionTable,
  OutageTable,
} from './schema/outages.ts';
import type { PersonalTextTable } from './schema/personal-text.ts';
import type { CheckPlaceTable, PlaceSampleTable, PlaceSpanTable, PlaceTable } from './schema/places.ts';
import type { ProviderExchangeTable } from './schema/provider-exchange.ts';
import type { IncidentReportTable, ReportRequestTable } from './schema/reports.ts';
import type { RollupMarkTable, SampleRollupTable } from './schema/rollups.ts';
import type { TicketMessageTable, TicketOutageTable, TicketTable } from './schema/tickets.ts';
import type {
  FeedSourceTable,
  HealthCheckTable,
  MeasurementGapTable,
  PollWorkerTable,
  SampleTable,
  ServiceDependencyTable,
  ServiceGroupTable,
  ServiceOrganizationTable,
  ServiceTable,
  UnansweredCheckTable,
} from './schema/watching.ts';

/** Every table, in the order of the data's way. Instants are epoch milliseconds; columns named in the plural or `…s` of JSON are text, parsed in the query file. */
export interface Database {
  setting: SettingTable;
  counter: CounterTable;
  tick: TickTable;
  auditEntry: AuditEntryTable;
  personalText: PersonalTextTable;
  serviceGroup: ServiceGroupTable;
  service: ServiceTable;
  serviceOrganization: ServiceOrganizationTable;
  serviceDependency: ServiceDependencyTable;
  healthCheck: HealthCheckTable;
  heartbeat: HeartbeatTable;
  heartbeatCall: HeartbeatCallTable;
  listeningSpan: ListeningSpanTable;
  pollWorker: PollWorkerTable;
  unansweredCheck: UnansweredCheckTable;
  place: PlaceTable;
  checkPlace: CheckPlaceTable;
  placeSample: PlaceSampleTable;
  placeSpan: PlaceSpanTable;
  sample: SampleTable;
  sampleRollup: SampleRollupTable;
  rollupMark: RollupMarkTable;
  measurementGap: MeasurementGapTable;
  incident: IncidentTable;
  incidentNews: IncidentNewsTable;
  incidentService: IncidentServiceTable;
  incidentUpdate: IncidentUpdateTable;
  outage: OutageTable;
  outagePhase: OutagePhaseTable;
  checkSpan: CheckSpanTable;
  outageRevision: OutageRevisionTable;
  outageAlert: OutageAlertTable;
  maintenance: MaintenanceTable;
  maintenanceService: MaintenanceServiceTable;
  maintenanceOccurrence: MaintenanceOccurrenceTable;
  maintenanceAnnouncement: MaintenanceAnnouncementTable;
  feedSource: FeedSourceTable;
  slaPolicy: SlaPolicyTable;
  contract: ContractTable;
  contractService: ContractServiceTable;
  contractChange: ContractChangeTable;
  contractFeeBefore: ContractFeeBeforeTable;
  slaExclusion: SlaExclusionTable;
  slaAssessment: SlaAssessmentTable;
  assessmentBody: AssessmentBodyTable;
  assessmentLine: AssessmentLineTable;
  assessmentPlan: AssessmentPlanTable;
  evidenceChange: EvidenceChangeTable;
  workLease: WorkLeaseTable;
  ticket: TicketTable;
  ticketMessage: TicketMessageTable;
  ticketOutage: TicketOutageTable;
  creditRequest: CreditRequestTable;
  creditRequestItem: CreditRequestItemTable;
  creditDraft: CreditDraftTable;
  creditAttachment: CreditAttachmentTable;
  creditAttachmentContent: CreditAttachmentContentTable;
  creditMessage: CreditMessageTable;
  creditDecision: CreditDecisionTable;
  creditReminder: CreditReminderTable;
  creditWindow: CreditWindowTable;
  creditUnitChange: CreditUnitChangeTable;
  creditEntry: CreditEntryTable;
  creditProposal: CreditProposalTable;
  bulkDecision: BulkDecisionTable;
  bulkDecisionItem: BulkDecisionItemTable;
  automaticCredit: AutomaticCreditTable;
  creditChain: CreditChainTable;
  creditExport: CreditExportTable;
  providerExchange: ProviderExchangeTable;
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
