import type { ClaimPack } from '#domain/credits/claim-pack';
import type { PackOutage } from '#domain/credits/pack-outages';
import { localText } from '../language.ts';
import { ppmAsPercent } from '../sla/format.ts';
import { oneLine } from './one-line.ts';
import type { PackItem, PackWords } from './write-pack.ts';
import { zoneSpan } from './zone-time.ts';

/** An outage in parts, for whoever sets them beside each other. */
export interface OutageParts {
  readonly what: string;
  /** Once in each zone. */
  readonly times: readonly string[];
  readonly facts: readonly string[];
}

/** Every outage with its times in each zone and what is known of it. */
export function outageParts(pack: ClaimPack, words: PackWords): OutageParts[] {
  const { t, f, lang } = words;
  return pack.outages.map((outage) => ({
    what: t.outage.line({
      no: outage.no,
      service: localText(outage.names, lang).text,
      state: t.outage.states[outage.state],
      source: t.outage.sources[outage.source](oneLine(pack.party.counterparty)),
      lasted: f.duration(outage.endedAt - outage.startedAt) + (outage.ongoing ? ` (${t.outage.ongoing})` : ''),
    }),
    times: pack.zones.map((zone) => zoneSpan(outage, zone, t.outage.to)),
    facts: factsOf(outage, words),
  }));
}

/** The same as points of a letter. */
export function outageItems(pack: ClaimPack, words: PackWords): PackItem[] {
  return outageParts(pack, words).map(({ what, times, facts }) => ({ text: what, details: [...times, ...facts] }));
}

function factsOf(outage: PackOutage, { t, f }: PackWords): string[] {
  const { surfaces, locations, sharePpm, countedMs, incident } = outage;
  const facts: string[] = [];
  if (surfaces.length > 0) facts.push(t.outage.surfaces(f.list(surfaces.map((one) => t.outage.surfaceNames[one]))));
  if (locations.length > 0) facts.push(t.outage.places(f.list(locations.map(oneLine))));
  if (sharePpm !== null) facts.push(t.outage.share(f.percent(ppmAsPercent(sharePpm))));
  facts.push(countedMs > 0 ? t.outage.counted(f.duration(countedMs)) : t.outage.notCounted);
  if (incident?.externalId) facts.push(t.outage.incident(oneLine(incident.externalId), oneLine(incident.title)));
  if (incident?.url) facts.push(oneLine(incident.url));
  return facts;
}
