import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Model } from '../classifier/model';
import type { Knowledge } from '../knowledge/knowledge';
import type { Variant } from '../knowledge/variant';
import { packageRoot } from './package-root';

/** Content that passed every check, and what was learned from it. */
export interface Schooling {
  readonly knowledge: Knowledge;
  readonly model: Model;
}

/** Whole numbers in base64: a hundred thousand of them are read in the time that JSON takes for a few thousand. */
const Packed = z.string().transform((packed): readonly number[] => {
  const bytes = Buffer.from(packed, 'base64');
  return Array.from(
    new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / Int32Array.BYTES_PER_ELEMENT),
  );
});

function pack(numbers: readonly number[]): string {
  return Buffer.from(Int32Array.from(numbers).buffer).toString('base64');
}

const entries = {
  labels: z.array(z.string()),
  features: z.array(z.string()),
  offsets: Packed,
  entryLabels: Packed,
};

const KeptModel = z.object({
  phrases: z.object({ classes: z.array(z.string()), offsets: Packed, elements: Packed }),
  failures: z.object({ ...entries, totals: z.array(z.number()), entryCounts: Packed }),
  replies: z.object({ ...entries, bias: z.array(z.number()), entryWeights: Packed }),
  calibration: z.object({ weights: z.array(z.number()) }),
}) satisfies z.ZodType<Model>;

/**
 * Content passed its schemas and checks before it was kept under its hash. To check it again would take as
 * long as the rest of a start.
 */
const KeptKnowledge = z
  .custom<Omit<Knowledge, 'variants'> & { readonly variants: readonly Variant[] }>(
    (kept) => typeof kept === 'object' && kept !== null && 'variants' in kept && Array.isArray(kept.variants),
  )
  .transform((kept): Knowledge => ({
    ...kept,
    variants: new Map(kept.variants.map((variant) => [variant.id, variant])),
  }));

const KeptSchooling = z.object({ knowledge: KeptKnowledge, model: KeptModel });

const folder = () => join(packageRoot(), 'node_modules', '.cache', 'bouncedesk');
const nameFor = (contentHash: string) => `${contentHash}-${hashOfProgram()}.json`;

/** What was kept for content with this hash. Null when there is none, or none that can be used. */
export function keptSchooling(contentHash: string): Schooling | null {
  try {
    return KeptSchooling.parse(JSON.parse(readFileSync(join(folder(), nameFor(contentHash)), 'utf8')));
  } catch {
    return null;
  }
}

/**
 * Keeps it for the next start, in place of what was kept before: whole or not at all. An installation that
 * can't be written to checks and learns at each start.
 */
export function keepSchooling(schooling: Schooling): void {
  try {
    const name = nameFor(schooling.knowledge.hash);
    mkdirSync(folder(), { recursive: true });
    const draft = join(folder(), `${name}.${process.pid}`);
    writeFileSync(draft, writeSchooling(schooling));
    renameSync(draft, join(folder(), name));
    for (const other of readdirSync(folder())) {
      if (other.endsWith('.json') && other !== name) rmSync(join(folder(), other), { force: true });
    }
  } catch {
    return;
  }
}

/** As the schemas above read it. */
function writeSchooling({ knowledge, model }: Schooling): string {
  const { phrases, failures, replies, calibration } = model;
  return JSON.stringify({
    knowledge: { ...knowledge, variants: [...knowledge.variants.values()] },
    model: {
      phrases: { ...phrases, offsets: pack(phrases.offsets), elements: pack(phrases.elements) },
      failures: {
        ...failures,
        offsets: pack(failures.offsets),
        entryLabels: pack(failures.entryLabels),
        entryCounts: pack(failures.entryCounts),
      },
      replies: {
        ...replies,
        offsets: pack(replies.offsets),
        entryLabels: pack(replies.entryLabels),
        entryWeights: pack(replies.entryWeights),
      },
      calibration,
    },
  });
}

/** What is learned depends on the program that reads and learns as much as on the content. */
function hashOfProgram(): string {
  const hash = createHash('sha256');
  for (const room of ['bounce', 'knowledge', 'classifier']) {
    const inRoom = join(__dirname, '..', room);
    for (const entry of readdirSync(inRoom, { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && /\.[jt]s$/.test(entry.name))
        hash.update(readFileSync(join(entry.parentPath, entry.name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
