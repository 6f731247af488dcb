import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readIncident, workspaceIncidents, workspaceIncidentsDocument } from './workspace-incidents.ts';

const DOCUMENT = new URL('../../docs/assess-workspace-incidents.md', import.meta.url);
const REAL = new URL('../../../shared/data/google_workspace_incidents_from_pages.json', import.meta.url);

function readingOf(id: string) {
  const incident = workspaceIncidents.find((one) => one.id === id);
  if (!incident) throw new Error(`There is no incident ${id}.`);
  return readIncident(incident);
}

describe('the seventeen Workspace incidents', () => {
  test('stand in the document as the arithmetic has them', () => {
    if (process.env['UPDATE_DOCS'] === 'yes') writeFileSync(DOCUMENT, workspaceIncidentsDocument());
    expect(readFileSync(DOCUMENT, 'utf8')).toBe(workspaceIncidentsDocument());
  });

  test('none is owed outright: a dashboard does not know one’s own error rate', () => {
    const verdicts = workspaceIncidents.map((incident) => readIncident(incident).byDashboard.verdict);
    expect(verdicts).toHaveLength(17);
    expect(verdicts.filter((verdict) => verdict === 'owed')).toEqual([]);
  });

  test('twelve hours of Chat for 0.32 % of all users depend on the share of one’s own', () => {
    const { byDashboard, dashboardMinutes } = readingOf('cBqWsGSSiP486x3kKqju');
    expect(dashboardMinutes).toBe(724);
    expect(byDashboard).toMatchObject({ verdict: 'depends', credit: { amount: 7 } });
    expect(byDashboard.missing.map(({ code }) => code)).toEqual(['own-error-share']);
  });

  test.each(['jPWZ4p7bTSq65P1b9Gfn', 'Nr8avWyykjurdUqXYSDW'])('%s is not covered', (id) => {
    expect(readingOf(id).byDashboard).toMatchObject({ covered: false, verdict: 'not-owed' });
  });

  test('Docs would earn a credit by the dashboard and none by the report', () => {
    const { byDashboard, byReport } = readingOf('5AjHWPCTCP5uenZRjuwz');
    expect([byDashboard.credit?.amount, byReport?.credit]).toEqual([3, null]);
  });

  test('Meet would earn 3 days by the dashboard and 7 by the report', () => {
    const { byDashboard, byReport } = readingOf('muX1XjAhRG1krLmwbQsW');
    expect([byDashboard.credit?.amount, byReport?.credit?.amount]).toEqual([3, 7]);
  });

  test.skipIf(!existsSync(REAL))('agree with the pages they were read from (skipped without the real data)', () => {
    const real: {
      incidents: { id: string | null; begin: string; end: string | null; reported_duration_min: number }[];
    } = JSON.parse(readFileSync(REAL, 'utf8'));
    expect(workspaceIncidents.map(({ id, begin, end, statedMinutes }) => [id, begin, end, statedMinutes])).toEqual(
      real.incidents.map((one) => [one.id, one.begin, one.end, one.reported_duration_min]),
    );
  });
});
