/** Names and free text of an entry of the ledger or the audit log; may be blanked, and nothing else. */
export interface PersonalTextTable {
  /** The id of the entry it belongs to. */
  entryId: string;
  /** Part of the commitment in a credit entry; audit entries have none. */
  salt: string | null;
  name: string | null;
  body: string | null;
  writtenAt: number;
  blankedAt: number | null;
}
