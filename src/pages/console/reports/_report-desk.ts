import { z } from 'zod';
import type { CommandContext } from '#commands/context';
import { declineReportRequest } from '#commands/decline-report-request';
import { publishReport } from '#commands/publish-report';
import { saveReport } from '#commands/save-report';
import { findIncident, type Incident } from '#db/queries/incidents';
import { listOutagesOfIncidents } from '#db/queries/outages';
import {
  findReportOfIncident,
  type IncidentReport,
  listRequestsOfIncident,
  type ReportRequest,
} from '#db/queries/reports';
import { OPERATORS } from '#domain/audience';
import { type SourceWindow, windowsBySource } from '#domain/reports/windows';
import { LANGUAGES, type Language } from '#domain/words';
import { formatList } from '#i18n/format';
import { localText } from '#i18n/language';
import { reportMessages } from '#i18n/reports/messages';
import { type FormState, submitForm, UNSENT } from '#lib/form-state';
import { longText, seenRevision } from '#lib/ticket-form';

export interface ReportDesk {
  readonly incident: Incident;
  readonly windows: readonly SourceWindow[];
  readonly requests: readonly ReportRequest[];
  readonly report: IncidentReport | undefined;
}

/** Everything an operator needs to write an incident's report. */
export async function findReportDesk(ctx: CommandContext, incidentId: string): Promise<ReportDesk | undefined> {
  const incident = await findIncident(ctx.db, OPERATORS, incidentId);
  if (!incident) return undefined;
  const [outages, requests, report] = await Promise.all([
    listOutagesOfIncidents(ctx.db, [incidentId]),
    listRequestsOfIncident(ctx.db, incidentId),
    findReportOfIncident(ctx.db, incidentId),
  ]);
  return { incident, windows: windowsBySource(outages, ctx.now()), requests, report };
}

/** Title and text an unwritten report begins from, in the language most of those who asked read. */
export function firstDraft({ incident, windows, requests }: ReportDesk): {
  title: string;
  body: string;
  lang: Language;
} {
  const french = requests.filter((request) => request.lang === 'fr').length;
  const lang: Language = french * 2 > requests.length ? 'fr' : 'en';
  const t = reportMessages(lang);
  const services = formatList(
    incident.services.map((service) => localText(service.names, lang).text),
    lang,
  );
  return { title: t.draftTitle(services, incident.startedAt), body: t.draft({ services, windows }), lang };
}

const title = z
  .string({ error: 'Write a title.' })
  .trim()
  .min(1, { error: 'Write a title.' })
  .max(200, { error: 'Write a title of up to 200 characters.' });
const report = z.object({
  title,
  body: longText('Write the report.', 'This is too long: 20,000 characters are the most.'),
  lang: z.enum(LANGUAGES),
  seenRevision,
});
const published = report.extend({
  visibility: z.enum(['public', 'organizations'], { error: 'Choose who may read it.' }),
});
const declined = z.object({
  requestId: z.string().max(64),
  reason: longText('Write why. It is told to the organisation.', 'This is too long.'),
});

/** Runs the posted form of the page; undefined when done, otherwise the form to show again. */
export function runReportForm(
  request: Request,
  ctx: CommandContext,
  { incidentId, form }: { readonly incidentId: string; readonly form: string },
): Promise<FormState | undefined> {
  if (form === 'save')
    return submitForm(request, { form, schema: report, run: (values) => saveReport(ctx, { incidentId, ...values }) });
  if (form === 'publish')
    return submitForm(request, {
      form,
      schema: published,
      run: (values) => publishReport(ctx, { incidentId, ...values }),
    });
  if (form === 'preview') return submitForm(request, { form, schema: report, run: async () => undefined });
  if (form === 'decline')
    return submitForm(request, { form, schema: declined, run: (values) => declineReportRequest(ctx, values) });
  return Promise.resolve({ ...UNSENT, status: 400 });
}
