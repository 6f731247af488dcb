export { GET } from '../history.rss.ts';
