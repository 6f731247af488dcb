/** Astro adapter that builds one module exporting `render(Request, locals, clientAddress) → Response`; our own HTTP server stands before it. */
export default function astroAdapter() {
  return {
    name: 'outage-ledger-adapter',
    hooks: {
      'astro:config:done': ({ setAdapter }) => {
        setAdapter({
          name: 'outage-ledger-adapter',
          entrypointResolution: 'auto',
          serverEntrypoint: new URL('./astro-entry.ts', import.meta.url),
          adapterFeatures: { buildOutput: 'server' },
          supportedAstroFeatures: {
            serverOutput: 'stable',
            staticOutput: 'stable',
            hybridOutput: 'stable',
            sharpImageService: 'stable',
          },
        });
      },
    },
  };
}
