import { z } from 'zod';

export const placeNameForm = z.object({ name: z.string({ error: 'Give it a name.' }) });

const atRevision = z.object({ revision: z.coerce.number().int() });

export const placeForm = atRevision;
export const renameForm = atRevision.extend(placeNameForm.shape);
