import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const COMPRESSIBLE = /\.(css|js|json|svg|txt|html|xml)$/;
const WORTH_IT = 300;

/** Astro integration: writes `.br` and `.gz` beside each file that browsers load, once per build. */
export default function precompress() {
  return {
    name: 'precompress',
    hooks: {
      'astro:build:done': ({ dir }) => {
        for (const path of listFiles(fileURLToPath(dir))) compress(path);
      },
    },
  };
}

function compress(path) {
  const bytes = readFileSync(path);
  if (!COMPRESSIBLE.test(path) || bytes.length < WORTH_IT) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
}

function listFiles(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return statSync(path).isDirectory() ? listFiles(path) : [path];
  });
}
