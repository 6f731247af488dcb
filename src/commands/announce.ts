import { listSubscribedOrganizations } from '#db/queries/subscribers';
import { type AnnouncedService, type Audience, planAudiences } from '#domain/notice-audiences';
import type { NewNotice, NoticeKind } from '#domain/notices';
import type { Visibility } from '#domain/words';
import { appendNotice } from './append-notice.ts';
import type { CommandContext } from './context.ts';

interface AnnounceInput {
  readonly kind: NoticeKind;
  readonly visibility: Visibility;
  readonly incidentId: string | null;
  readonly services: readonly AnnouncedService[];
  /** The event's `data` for an audience, who may know of `audience.serviceIds` alone. */
  readonly payload: (audience: Audience) => NewNotice['payload'];
}

/** Appends one notice for the public and one for each organisation that may know more than the public. */
export async function announce(ctx: CommandContext, input: AnnounceInput): Promise<void> {
  const audiences = planAudiences({
    visibility: input.visibility,
    services: input.services,
    subscribedOrganizationIds: await listSubscribedOrganizations(ctx.db),
  });
  for (const audience of audiences) {
    await appendNotice(ctx, {
      kind: input.kind,
      at: ctx.now(),
      visibility: audience.organizationId === null ? 'public' : 'organizations',
      organizationId: audience.organizationId,
      exceptOrganizationIds: audience.exceptOrganizationIds,
      incidentId: input.incidentId,
      serviceIds: audience.serviceIds,
      payload: input.payload(audience),
    });
  }
}
