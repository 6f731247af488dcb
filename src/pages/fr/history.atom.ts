export { GET } from '../history.atom.ts';
