import { z } from 'zod';
import { submissionKey } from './ticket-form.ts';

export const placeNameForm = z.object({ name: z.string({ error: 'Give it a name.' }) });
export const newPlaceForm = placeNameForm.extend({ submissionKey: submissionKey.optional() });

const atRevision = z.object({ revision: z.coerce.number().int() });

export const placeForm = atRevision;
export const renameForm = atRevision.extend(placeNameForm.shape);
