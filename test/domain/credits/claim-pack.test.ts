import { describe, expect, test } from 'vitest';
import { type ClaimPack, claimPack } from '#domain/credits/claim-pack';
import type { PackFacts } from '#domain/credits/pack-facts';
import { packText } from '#i18n/claim-pack/pack-text';
import { writePack } from '#i18n/claim-pack/write-pack';
import { claimPackCsv } from '#lib/claim-pack-csv';
import { OUTAGE_START, packFacts, packOutage } from '#test/support/claim-pack';

const HOUR = 3_600_000;

function made(facts: PackFacts): ClaimPack {
  const pack = claimPack(facts);
  if (!pack) throw new Error('There is nothing to claim for.');
  return pack;
}

const ticket = {
  no: 12,
  serviceId: 'gmail',
  priority: 'P1',
  occurredAt: OUTAGE_START + HOUR,
  openedAt: OUTAGE_START + 2 * HOUR,
  affectedUsers: 40,
  outsideNumber: null,
  outageIds: [],
} as const;

const incident = {
  outageId: 'outage-1',
  title: 'Gmail fails',
  provider: 'google-workspace',
  externalId: 'abc123',
} as const;
const url = 'https://www.google.com/appsstatus/dashboard/incidents/abc123';

describe('a claim pack', () => {
  test('has nothing to say where nothing is owed', () => {
    expect(claimPack(packFacts({ outages: [packOutage({ hours: 0.5 })] }))).toBeUndefined();
  });

  test('gives the times of an outage in UTC, in the zone of the contract and in US/Pacific for Google', () => {
    const { zones } = made(packFacts());
    expect(zones).toEqual(['UTC', 'Europe/Paris', 'US/Pacific']);
    const text = packText(writePack(made(packFacts()), 'en'));
    expect(text).toContain('2026-10-05 10:00 to 14:00 UTC');
    expect(text).toContain('2026-10-05 12:00 to 16:00 Europe/Paris (UTC+02:00)');
    expect(text).toContain('2026-10-05 03:00 to 07:00 US/Pacific (UTC-07:00)');
  });

  test('names both clocks where they change during the outage', () => {
    const outages = [packOutage({ from: Date.parse('2026-10-24T23:30:00Z'), hours: 4 })];
    const text = packText(writePack(made(packFacts({ outages })), 'en'));
    expect(text).toContain('2026-10-25 01:30 Europe/Paris (UTC+02:00) to 2026-10-25 04:30 Europe/Paris (UTC+01:00)');
  });

  test('says of each kind of proof whether it has it, and never more', () => {
    const bare = made(packFacts());
    expect([bare.proofs.provider.has, bare.proofs.measured.has, bare.proofs.tickets.has]).toEqual([true, false, false]);
    const text = packText(writePack(bare, 'en'));
    expect(text).toContain('The provider’s own statement: yes, but without an incident number');
    expect(text).toContain('Our own checks: they ran, and saw no outage');
    expect(text).toContain('no ticket is tied to these outages');

    const measured = packOutage({ id: 'outage-2', source: 'measured' });
    const check = { outageId: 'outage-2', name: 'Sign-in', kind: 'http', surface: 'web', intervalMs: 60_000 } as const;
    const facts = { incidents: [{ ...incident, url }], tickets: [ticket], checks: [check] };
    const full = made(packFacts({ outages: [packOutage(), measured], ...facts }));
    expect([full.proofs.provider.has, full.proofs.measured.has, full.proofs.tickets.has]).toEqual([true, true, true]);
    const letter = packText(writePack(full, 'en'));
    expect(letter).toContain(url);
    expect(letter).toContain('Ticket 12, P1, since 2026-10-05 11:00 UTC, 40 users');
    expect(letter).toContain('Sign-in (http, web interface, every 1\u202fmin): 1 outage');
  });

  test('leaves out tickets of another time or service, and counts no user twice', () => {
    const tickets = [
      ticket,
      { ...ticket, no: 13, affectedUsers: 25 },
      { ...ticket, no: 14, serviceId: 'drive' },
      { ...ticket, no: 15, occurredAt: OUTAGE_START + 5 * HOUR, affectedUsers: 400 },
      { ...ticket, no: 16, serviceId: null, occurredAt: 0, outageIds: ['outage-1'] },
    ];
    const pack = made(packFacts({ tickets }));
    expect(pack.proofs.tickets.list.map(({ no }) => no)).toEqual([12, 13, 16]);
    expect(pack.users.atLeast).toBe(40);
  });

  test('checks off what the provider asks for, and never claims to know the error rate of the domain', () => {
    const evidence = [
      { en: 'domain', facts: ['domain'] },
      { en: 'incident', facts: ['incident'] },
      { en: 'errors', facts: ['own-errors'] },
      { en: 'project ids' },
    ] as const;
    const terms = { claim: { automatic: false, readings: [], evidence } };
    const states = (facts: PackFacts): string[] => made(facts).evidence.map(({ state }) => state);
    expect(states(packFacts({ terms }))).toEqual(['present', 'missing', 'missing', 'by-hand']);
    expect(states(packFacts({ terms, incidents: [{ ...incident, url }] }))[1]).toBe('present');
  });

  test('asks the reseller first, some days before the provider’s own last day', () => {
    const { party } = packFacts();
    const pack = made(packFacts({ party: { ...party, reseller: 'Cloud Shop', resellerDays: 10 } }));
    expect(pack.deadline).toMatchObject({ actBy: '2026-11-20', daysLeft: 10, reseller: { by: '2026-11-20' } });
    expect(pack.deadline.provider.map(({ by }) => by)).toEqual(['2026-11-30']);
    const letter = writePack(pack, 'en');
    expect(letter.opening[0]).toContain('We buy Google services through Cloud Shop');
    expect(packText(letter)).toContain('Our customer or order number with you: C01abc');
  });

  test('keeps every reading of the deadline, the earlier first', () => {
    const readings = [
      { anchor: 'window-end', days: 30, count: null },
      { anchor: 'eligibility', days: 30, count: null },
    ] as const;
    const terms = { claim: { automatic: false, readings, evidence: [] } };
    const { deadline } = made(packFacts({ terms }));
    expect(deadline.provider.map(({ by }) => by)).toEqual(['2026-11-04', '2026-11-30']);
    expect(deadline).toMatchObject({ actBy: '2026-11-04', daysLeft: -6, lapsed: false });
  });

  test('puts the words the provider wants before the subject', () => {
    const evidence = [{ en: 'words', subject: 'SLA Credit Request' }];
    const terms = { claim: { automatic: false, readings: [], evidence } };
    expect(writePack(made(packFacts({ terms })), 'en').subject).toBe(
      'SLA Credit Request – Service credit request for alder.example: Gmail, October 2026',
    );
  });

  test('lets nothing that somebody typed begin a line or a subject of its own', () => {
    const { party } = packFacts();
    const evil = {
      ...party,
      customerDomain: 'a.example\r\nBcc: x@example.com',
      reseller: 'Shop\u2028DEADLINE\n- none',
    };
    const letter = writePack(made(packFacts({ party: evil })), 'en');
    expect(letter.subject).toContain('a.example Bcc: x@example.com');
    expect(packText(letter)).not.toMatch(/^(Bcc|DEADLINE|- none)/m);
  });

  test('is written in French with its own spaces and names', () => {
    const letter = writePack(made(packFacts()), 'fr');
    expect(letter.subject).toBe('Demande de crédit de service pour alder.example\u202f: Gmail, octobre 2026');
    const text = packText(letter);
    expect(text).toContain('2026-10-05 12:00 à 16:00 Europe/Paris (UTC+02:00)');
    expect(text).toContain('Disponibilité promise\u202f: 99,9\u202f%');
    expect(text).not.toMatch(/[a-zé0-9] [:;!?%]/);
  });

  test('gives its outages as a file in which no cell is a formula', () => {
    const outages = [packOutage({ phases: [{ ...onePhase(), locations: ['=HYPERLINK("http://x")', 'a;"b"'] }] })];
    const incidents = [{ ...incident, externalId: '@SUM(1)', url: null }];
    const rows = claimPackCsv(made(packFacts({ outages, incidents })), 'en').split('\r\n');
    expect(rows[0]).toMatch(/^No,Service,State,Source,Start \(UTC\),End \(UTC\),Start \(Europe\/Paris\)/);
    expect(rows[1]).toContain(`"'=HYPERLINK(""http://x""), a;""b"""`);
    expect(rows[1]).toContain(`,'@SUM(1),`);
    expect(rows[1]).toContain(',240,240,web interface,');
  });
});

function onePhase() {
  const [phase] = packOutage().phases;
  if (!phase) throw new Error('An outage has a phase.');
  return phase;
}
