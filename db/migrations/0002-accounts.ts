import { type Kysely, sql } from 'kysely';
import { dialectOf } from '../connect.ts';
import { runPortableDdl } from './portable-ddl.ts';

/**
 * People, sessions, organisations and their members are better-auth's: its own column types, written by it alone.
 * What the product adds beside them (roles of operators, ended access, links, throttles) is ours.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const types = dialectOf(db) === 'sqlite' ? SQLITE_TYPES : POSTGRES_TYPES;
  for (const statement of AUTH_TABLES) await sql.raw(withTypes(statement, types)).execute(db);
  await runPortableDdl(db, OUR_TABLES);
}

interface AuthTypes {
  readonly boolean: string;
  readonly date: string;
  readonly dateNow: string;
}

const SQLITE_TYPES: AuthTypes = { boolean: 'integer', date: 'date', dateNow: 'date' };
const POSTGRES_TYPES: AuthTypes = {
  boolean: 'boolean',
  date: 'timestamptz',
  dateNow: 'timestamptz default CURRENT_TIMESTAMP',
};

function withTypes(statement: string, types: AuthTypes): string {
  return statement
    .replaceAll('<boolean>', types.boolean)
    .replaceAll('<date-now>', types.dateNow)
    .replaceAll('<date>', types.date);
}

/** What better-auth's own schema compiler asks for with the organization and twoFactor plugins. */
const AUTH_TABLES: readonly string[] = [
  `create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique,
    "email_verified" <boolean> not null, "image" text, "created_at" <date-now> not null, "updated_at" <date-now> not null,
    "two_factor_enabled" <boolean>)`,
  `create table "session" ("id" text not null primary key, "expires_at" <date> not null, "token" text not null unique,
    "created_at" <date-now> not null, "updated_at" <date> not null, "ip_address" text, "user_agent" text,
    "user_id" text not null references "user" ("id") on delete cascade, "active_organization_id" text)`,
  `create table "account" ("id" text not null primary key, "account_id" text not null, "provider_id" text not null,
    "user_id" text not null references "user" ("id") on delete cascade, "access_token" text, "refresh_token" text, "id_token" text,
    "access_token_expires_at" <date>, "refresh_token_expires_at" <date>, "scope" text, "password" text,
    "created_at" <date-now> not null, "updated_at" <date> not null)`,
  `create table "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null,
    "expires_at" <date> not null, "created_at" <date-now> not null, "updated_at" <date-now> not null)`,
  `create table "organization" ("id" text not null primary key, "name" text not null, "slug" text not null unique, "logo" text,
    "created_at" <date> not null, "metadata" text)`,
  `create table "member" ("id" text not null primary key,
    "organization_id" text not null references "organization" ("id") on delete cascade,
    "user_id" text not null references "user" ("id") on delete cascade, "role" text not null, "created_at" <date> not null)`,
  `create table "invitation" ("id" text not null primary key,
    "organization_id" text not null references "organization" ("id") on delete cascade, "email" text not null, "role" text,
    "status" text not null, "expires_at" <date> not null, "created_at" <date-now> not null,
    "inviter_id" text not null references "user" ("id") on delete cascade)`,
  `create table "two_factor" ("id" text not null primary key, "secret" text not null, "backup_codes" text not null,
    "user_id" text not null references "user" ("id") on delete cascade, "verified" <boolean>,
    "failed_verification_count" integer, "locked_until" <date>)`,
  `create index "session_user_id_idx" on "session" ("user_id")`,
  `create index "account_user_id_idx" on "account" ("user_id")`,
  `create index "verification_identifier_idx" on "verification" ("identifier")`,
  `create index "member_organization_id_idx" on "member" ("organization_id")`,
  `create index "member_user_id_idx" on "member" ("user_id")`,
  `create index "invitation_organization_id_idx" on "invitation" ("organization_id")`,
  `create index "invitation_email_idx" on "invitation" ("email")`,
  `create index "two_factor_secret_idx" on "two_factor" ("secret")`,
  `create index "two_factor_user_id_idx" on "two_factor" ("user_id")`,
  // Not better-auth's: a person who accepts twice at the same moment joins once.
  `create unique index "member_once" on "member" ("organization_id", "user_id")`,
];

const OUR_TABLES: readonly string[] = [
  `create table operator_role (
    user_id text not null references "user"(id), role text not null check (role in ('incidents','tickets','money','audit')),
    granted_at int8 not null, granted_by text not null, primary key (user_id, role))`,
  // Sessions begun at or before sessions_valid_after are over, whatever their own rows say.
  `create table account_state (
    user_id text primary key references "user"(id), sessions_valid_after int8 not null, disabled_at int8, disabled_by text)`,
  `create table organization_state (
    organization_id text primary key references organization(id), disabled_at int8, disabled_by text)`,
  `create table access_link (
    id text primary key, purpose text not null check (purpose in ('invitation','reset')), token_hash text not null unique,
    email text not null, user_id text references "user"(id), organization_id text references organization(id),
    member_role text check (member_role in ('admin','viewer')), operator_roles text not null, lang text not null,
    created_at int8 not null, created_by text not null, expires_at int8 not null, used_at int8, revoked_at int8)`,
  `create table attempt (
    key text primary key, failure_count int8 not null, last_at int8 not null, blocked_until int8 not null)`,
  `create table used_code (
    user_id text not null references "user"(id), code text not null, used_at int8 not null, primary key (user_id, code))`,
  `create index access_link_email on access_link (email)`,
  `create index access_link_organization on access_link (organization_id, created_at)`,
  `create index attempt_last on attempt (last_at)`,
];
