/** Ends the process with a sentence when Node is too old: better-sqlite3 would otherwise crash it without a word. */
export function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= 24) return;
  console.error(
    `Outage Ledger needs Node 24 or newer, but this is Node ${process.versions.node}. ` +
      'Start it through its scripts (npm start, npm run cli …): they use the Node that npm ci has installed.',
  );
  process.exit(1);
}
