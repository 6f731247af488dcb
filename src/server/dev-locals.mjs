/** Astro integration: `astro dev` never runs the outer server, so its requests get their locals here. */
export default function devLocals() {
  return {
    name: 'dev-locals',
    hooks: {
      'astro:server:setup': async ({ server }) => {
        const { createDevLocals } = await import('./create-dev-locals.ts');
        const { watchRuns } = await import('../../jobs/probes/watch-run.ts');
        const locals = await createDevLocals(watchRuns);
        server.middlewares.use((req, _res, next) => {
          req[Symbol.for('astro.locals')] = locals(req.socket.remoteAddress ?? '');
          next();
        });
      },
    },
  };
}
