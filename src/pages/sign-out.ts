import type { APIRoute } from 'astro';
import { seeOther } from '#lib/redirect';

/** Ends the session; only a form of our own reaches this. */
export const POST: APIRoute = async ({ locals }) => {
  const cookies = await locals.accounts.signOut(locals.ctx, locals.visit);
  return seeOther('/sign-in?done=out', cookies);
};

export const GET: APIRoute = () => seeOther('/account');
