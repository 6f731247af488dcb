export interface SlaExclusionTable {
  id: string;
  contractId: string;
  serviceId: string | null;
  startedAt: number;
  endedAt: number;
  reason: string;
  decidedBy: string;
  decidedByName: string;
  createdAt: number;
  revokedAt: number | null;
  revokedBy: string | null;
  revokedByName: string | null;
  revokeReason: string | null;
  blankedAt: number | null;
}
