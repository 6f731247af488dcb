import type { CommandContext } from '#commands/context';
import { pausePlace, resumePlace } from '#commands/pause-place';
import { removePlace } from '#commands/remove-place';
import { renamePlace } from '#commands/rename-place';
import { replacePlaceToken, revokePlaceToken } from '#commands/replace-place-token';
import { type PageForm, pageForm } from '#lib/page-forms';
import { placeForm, renameForm } from '#lib/place-form';

/** What a place's page says when a form is done. */
export const PLACE_DONE: Readonly<Record<string, string>> = {
  rename: 'The place has its new name.',
  pause: 'The place is paused. It polls nothing and has no say until it is resumed.',
  resume: 'The place polls again. It has a say from its first answers on.',
  revoke: 'The token is revoked. The agent is refused until you make a new one.',
};

/** The forms of a place's page, by the name in `?do=`. */
export function placeForms(ctx: CommandContext, placeId: string): Readonly<Record<string, PageForm>> {
  return {
    rename: pageForm(renameForm, (sent) => renamePlace(ctx, { placeId, ...sent })),
    token: pageForm(placeForm, async (sent) => (await replacePlaceToken(ctx, { placeId, ...sent })).token),
    revoke: pageForm(placeForm, (sent) => revokePlaceToken(ctx, { placeId, ...sent })),
    pause: pageForm(placeForm, (sent) => pausePlace(ctx, { placeId, ...sent })),
    resume: pageForm(placeForm, (sent) => resumePlace(ctx, { placeId, ...sent })),
    remove: pageForm(placeForm, (sent) => removePlace(ctx, { placeId, ...sent })),
  };
}
