import type { IncidentNoticeFacts, IncidentServiceFacts } from '#db/queries/notice-facts';
import type { IncidentFacts } from '#domain/notice-payload';
import { incidentTitle, updateText } from '#i18n/incident/wording';

/** An incident as an event tells of it: what the product itself says is put into words, with the services this reader may know. */
export function incidentNotice(
  incident: IncidentNoticeFacts,
  services: readonly IncidentServiceFacts[],
  url: string,
): IncidentFacts {
  const update = incident.latestUpdate;
  const title = incident.title === '' ? null : incident.title;
  const worded = update && updateText(update, { services }, incident.lang);
  return {
    ...incident,
    title: incidentTitle({ ...incident, title, services }, incident.lang).text,
    url,
    services,
    latestUpdate: update && worded && { at: update.at, stage: update.stage, body: worded.text, lang: worded.lang },
  };
}
