/// <reference types="astro/client" />

declare namespace App {
  /** What the outer server hands to every page; modules of ours exist twice in one process, so nothing is shared by import. */
  interface Locals {
    /** Database, clock, ids and actor; the middleware puts the signed-in actor in place of the visitor. */
    ctx: import('#commands/context').CommandContext;
    config: import('#config').Config;
    log: import('pino').Logger;
    clientAddress: string;
    /** Runs a check once for whoever looks on. */
    watchRun: import('#lib/watched-run').WatchRun;
    /** Keeper of people, sessions and second factors. */
    accounts: import('#server/accounts/accounts').Accounts;
    /** What of this request the keeper may see; set by the middleware. */
    visit: import('#server/accounts/visit').Visit;
    /** Who is signed in, on pages that know; set by the middleware. */
    identity?: import('#server/accounts/identify').Identity;
  }
}
