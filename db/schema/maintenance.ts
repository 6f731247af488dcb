import type { MaintenanceStage } from '#domain/words';

export interface MaintenanceTable {
  id: string;
  titles: string;
  descriptions: string;
  zone: string;
  startsLocal: string;
  durationMinutes: number;
  rrule: string | null;
  skippedDays: string;
  expandedUntil: number | null;
  revision: number;
  createdAt: number;
  updatedAt: number;
  cancelledAt: number | null;
  cancelReason: string | null;
}

export interface MaintenanceServiceTable {
  maintenanceId: string;
  serviceId: string;
}

export interface MaintenanceOccurrenceTable {
  id: string;
  maintenanceId: string;
  plannedLocal: string;
  startsAt: number;
  endsAt: number;
  stage: MaintenanceStage;
  startedAt: number | null;
  endedAt: number | null;
  reason: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface MaintenanceAnnouncementTable {
  id: string;
  occurrenceId: string;
  serviceId: string;
  startsAt: number;
  endsAt: number;
  announcedAt: number;
  writtenAt: number;
  continues: string | null;
  withdrawnAt: number | null;
}
