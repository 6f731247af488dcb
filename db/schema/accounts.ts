import type { Language, MemberRole, OperatorRole } from '#domain/words';

/** better-auth's instants: ISO 8601 text on SQLite, timestamps on PostgreSQL. Its tables are read here and written by it alone. */
export type AuthInstant = string | Date;

export interface UserTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly emailVerified: number | boolean;
  readonly createdAt: AuthInstant;
  readonly twoFactorEnabled: number | boolean | null;
}

export interface SessionTable {
  readonly id: string;
  readonly token: string;
  readonly userId: string;
  readonly createdAt: AuthInstant;
  readonly updatedAt: AuthInstant;
  readonly expiresAt: AuthInstant;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly activeOrganizationId: string | null;
}

export interface OrganizationTable {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly createdAt: AuthInstant;
}

export interface MemberTable {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: MemberRole;
  readonly createdAt: AuthInstant;
}

export interface OperatorRoleTable {
  userId: string;
  role: OperatorRole;
  grantedAt: number;
  grantedBy: string;
}

export interface AccountStateTable {
  userId: string;
  sessionsValidAfter: number;
  disabledAt: number | null;
  disabledBy: string | null;
}

export interface OrganizationStateTable {
  organizationId: string;
  disabledAt: number | null;
  disabledBy: string | null;
}

export interface AccessLinkTable {
  id: string;
  purpose: 'invitation' | 'reset';
  tokenHash: string;
  email: string;
  userId: string | null;
  organizationId: string | null;
  memberRole: MemberRole | null;
  operatorRoles: string;
  lang: Language;
  createdAt: number;
  createdBy: string;
  expiresAt: number;
  usedAt: number | null;
  revokedAt: number | null;
}

export interface AttemptTable {
  key: string;
  failureCount: number;
  lastAt: number;
  blockedUntil: number;
}

export interface UsedCodeTable {
  userId: string;
  code: string;
  usedAt: number;
}
