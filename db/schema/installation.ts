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

export interface ThrottleTable {
  key: string;
  windowStart: number;
  count: number;
}

export interface AuditEntryTable {
  id: string;
  at: number;
  actorKind: 'system' | 'operator' | 'member' | 'visitor' | 'cli';
  actorId: string | null;
  organizationId: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  /** The facts; names and free text are in `personal_text`. */
  detail: string;
}
