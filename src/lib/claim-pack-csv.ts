import type { ClaimPack } from '#domain/credits/claim-pack';
import { MINUTE_MS } from '#domain/time';
import type { Language } from '#domain/words';
import { packMessages } from '#i18n/claim-pack/messages';
import { oneLine } from '#i18n/claim-pack/one-line';
import { zoneTime } from '#i18n/claim-pack/zone-time';
import { localText } from '#i18n/language';
import { ppmAsPercent } from '#i18n/sla/format';
import { writeCsv } from './csv.ts';

/** The outages of a claim as a file for a spreadsheet of the reader's language, with the times in every zone. */
export function claimPackCsv(pack: ClaimPack, lang: Language): string {
  const t = packMessages(lang);
  const { zones, party } = pack;
  const times = zones.flatMap((zone) => [`${t.csv.start} (${zone})`, `${t.csv.end} (${zone})`]);
  const head = [t.csv.no, t.csv.service, t.csv.state, t.csv.source, ...times, t.csv.minutes, t.csv.counted];
  const rest = [t.csv.surfaces, t.csv.places, t.csv.share, t.csv.incident, t.csv.url, t.csv.revision];
  const rows = pack.outages.map((outage) => [
    String(outage.no),
    localText(outage.names, lang).text,
    t.outage.states[outage.state],
    t.outage.sources[outage.source](oneLine(party.counterparty)),
    ...zones.flatMap((zone) => [
      zoneTime(outage.startedAt, zone),
      outage.ongoing ? '' : zoneTime(outage.endedAt, zone),
    ]),
    minutes(outage.endedAt - outage.startedAt, lang),
    minutes(outage.countedMs, lang),
    outage.surfaces.map((surface) => t.outage.surfaceNames[surface]).join(', '),
    outage.locations.map(oneLine).join(', '),
    outage.sharePpm === null ? '' : decimal(ppmAsPercent(outage.sharePpm), lang),
    outage.incident?.externalId ?? '',
    outage.incident?.url ?? '',
    String(outage.revision),
  ]);
  return writeCsv([[...head, ...rest], ...rows], { delimiter: lang === 'fr' ? ';' : ',' });
}

/** Minutes with as many decimals as milliseconds need, cut to three. */
function minutes(ms: number, lang: Language): string {
  const thousandths = Math.floor((ms * 1_000) / MINUTE_MS);
  const [whole, part] = [Math.floor(thousandths / 1_000), thousandths % 1_000];
  const text = part === 0 ? String(whole) : `${whole}.${String(part).padStart(3, '0').replace(/0+$/, '')}`;
  return decimal(text, lang);
}

function decimal(text: string, lang: Language): string {
  return lang === 'fr' ? text.replace('.', ',') : text;
}
