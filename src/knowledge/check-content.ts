import type { z } from 'zod';
import { contentChecks } from './checks/content-checks';
import type { Content } from './content';
import { parseContentFile, type ContentFile, type ParsedFile, type SourceFile } from './content-file';
import type { Fault } from './fault';
import { Blocklists, Glossary, NotABounce, Providers, Replies } from './shared';
import { Texts } from './texts';
import { Variant } from './variant';

export type CheckedContent =
  | { readonly kind: 'sound'; readonly content: Content }
  | { readonly kind: 'faulty'; readonly faults: readonly Fault[] };

/** Checks all files and gathers every fault: first each file's form, then what only all together can show. */
export function checkContent(sources: readonly SourceFile[]): CheckedContent {
  const faults: Fault[] = [];
  const keep = <Value>(parsed: ParsedFile<Value>): ContentFile<Value> | null => {
    if (parsed.kind === 'fits') return parsed.file;
    faults.push(...parsed.faults);
    return null;
  };
  const shared = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
  ): ContentFile<z.output<Schema>> | null => {
    const source = sources.find((file) => file.path === path);
    if (source !== undefined) return keep(parseContentFile(source, schema));
    faults.push({ path, line: 1, message: 'this file is missing' });
    return null;
  };
  const variants = sources.filter(isVariantFile).map((source) => keep(parseContentFile(source, Variant)));
  const notABounce = shared('not-a-bounce.yaml', NotABounce);
  const texts = shared('shared/texts.yaml', Texts);
  const glossary = shared('shared/glossary.yaml', Glossary);
  const replies = shared('shared/replies.yaml', Replies);
  const providers = shared('shared/providers.yaml', Providers);
  const blocklists = shared('shared/blocklists.yaml', Blocklists);
  if (
    !notABounce ||
    !texts ||
    !glossary ||
    !replies ||
    !providers ||
    !blocklists ||
    variants.includes(null)
  ) {
    return { kind: 'faulty', faults };
  }
  const sound = variants.filter((file) => file !== null);
  const content: Content = { variants: sound, notABounce, texts, glossary, replies, providers, blocklists };
  faults.push(...contentChecks.flatMap((check) => check(content)));
  return faults.length === 0 ? { kind: 'sound', content } : { kind: 'faulty', faults };
}

function isVariantFile({ path }: SourceFile): boolean {
  return !path.startsWith('shared/') && path !== 'not-a-bounce.yaml';
}
