import { strToU8, zipSync } from 'fflate';
import { canonicalJson } from '#domain/canonical-json';
import { type ContractWindow, unmeasuredServices } from '#domain/credits/assess-contract';
import type { EvidenceDocument } from '#domain/credits/evidence-document';
import { toIso } from '#domain/time';
import { LANGUAGES } from '#domain/words';
import { assessmentMessages } from '#i18n/assessments/messages';
import { assessmentText } from './assessment-text.ts';
import { bundleWording } from './bundle-wording.ts';
import { writeCsv } from './csv.ts';
import { sha256 } from './sha256.ts';

/** The files of a bundle, in their order; `hashes.txt` names the SHA-256 of each of the others. */
export const BUNDLE_FILES = [
  'README.txt',
  'arithmetic.txt',
  'assessment.json',
  'evidence.json',
  'outages.csv',
  'hashes.txt',
] as const;
export type BundleFile = (typeof BUNDLE_FILES)[number];

export interface EvidenceBundle {
  readonly document: EvidenceDocument;
  readonly window: ContractWindow;
}

/** The text of every file; the same document and window give the same bytes everywhere. */
export function bundleFiles({ document, window }: EvidenceBundle): Readonly<Record<BundleFile, string>> {
  const files = {
    'README.txt': readme({ document, window }),
    'arithmetic.txt': LANGUAGES.map((lang) => assessmentText(window.assessment, lang, unmeasuredServices(window))).join(
      `\n${'═'.repeat(100)}\n\n`,
    ),
    'assessment.json': `${canonicalJson(window)}\n`,
    'evidence.json': `${canonicalJson(document)}\n`,
    'outages.csv': outagesCsv(document),
  };
  return { ...files, 'hashes.txt': hashLines(files) };
}

/** The bundle as a ZIP file; times in it stand still, so that it is the same whenever it is made. */
export function zipBundle({ document, window }: EvidenceBundle): Uint8Array<ArrayBuffer> {
  const files = bundleFiles({ document: { wording: bundleWording(), ...document }, window });
  // ZIP keeps local times: one made of local parts is the same in every zone.
  const mtime = new Date(1980, 0, 1);
  return zipSync(Object.fromEntries(BUNDLE_FILES.map((name) => [name, [strToU8(files[name]), { level: 9, mtime }]])));
}

/** One line a file, as `sha256sum --check` reads it. */
export function hashLines(files: Readonly<Record<string, string | Uint8Array>>): string {
  return Object.entries(files)
    .map(([name, content]) => `${sha256(content)}  ${name}\n`)
    .join('');
}

function readme({ document, window }: EvidenceBundle): string {
  const { assessment, month } = window;
  const facts = {
    counterparty: document.contract.counterparty,
    month,
    zone: assessment.window.zone,
    from: toIso(assessment.window.startedAt),
    to: toIso(assessment.window.endedAt),
    policy: assessment.policy.name,
    version: assessment.policy.version,
    frozen: document.frozen && { revision: document.frozen.revision, at: toIso(document.frozen.frozenAt) },
    evidenceHash: sha256(canonicalJson(document.arithmetic)),
    ledgerHead: document.ledgerHead,
  };
  return LANGUAGES.map((lang) => assessmentMessages(lang).bundle.readme(facts)).join(`\n${'═'.repeat(100)}\n\n`);
}

const CSV_HEAD = [
  'service',
  'source',
  'outage',
  'revision',
  'state',
  'from',
  'to',
  'surfaces',
  'locations',
  'share_ppm',
];

function outagesCsv({ arithmetic }: EvidenceDocument): string {
  const names = new Map(arithmetic.services.map(({ id, name }) => [id, name]));
  const rows = arithmetic.outages.flatMap(({ id, serviceId, source, revision, phases }) =>
    phases.map((phase) => [
      names.get(serviceId) ?? '',
      source,
      id,
      String(revision),
      phase.state,
      toIso(phase.startedAt),
      phase.endedAt === null ? '' : toIso(phase.endedAt),
      phase.surfaces.join(' '),
      phase.locations.join('; '),
      phase.sharePpm === null ? '' : String(phase.sharePpm),
    ]),
  );
  return writeCsv([CSV_HEAD, ...rows], { delimiter: ',' });
}
