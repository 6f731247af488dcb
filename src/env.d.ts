/// <reference types="astro/client" />

declare namespace App {
  /** What the outer server hands to every page; modules of ours exist twice in one process, so nothing is shared by import. */
  interface Locals {
    /** Database, clock, ids and actor; the middleware puts the signed-in actor in place of the visitor. */
    ctx: import('#commands/context').CommandContext;
    config: import('#config').Config;
    log: import('pino').Logger;
    clientAddress: string;
  }
}
