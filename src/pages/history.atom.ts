import type { APIRoute } from 'astro';
import { answerFeed } from './_history-feed.ts';

export const GET: APIRoute = (context) => answerFeed(context, 'atom');
