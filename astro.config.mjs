import svelte from '@astrojs/svelte';
import { defineConfig } from 'astro/config';
import astroAdapter from './src/server/astro-adapter.mjs';
import devLocals from './src/server/dev-locals.mjs';
import precompress from './src/server/precompress.mjs';

export default defineConfig({
  output: 'server',
  adapter: astroAdapter(),
  integrations: [svelte(), precompress(), devLocals()],
  session: false,
  trailingSlash: 'never',
  compressHTML: true,
  build: { inlineStylesheets: 'never', assets: 'assets' },
  markdown: { syntaxHighlight: false },
  devToolbar: { enabled: false },
  security: {
    // The outer server guards against cross-site requests with the public URL it learns at run time.
    checkOrigin: false,
    csp: {
      directives: [
        "default-src 'none'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "manifest-src 'self'",
      ],
    },
  },
  vite: {
    build: { sourcemap: false },
    ssr: { external: ['better-sqlite3', 'pdfkit', 'pg', 'pino'] },
  },
});
