import { checkContent } from './check-content';
import type { SourceFile } from './content-file';
import { FaultyContentError } from './fault';
import type { Knowledge } from './knowledge';
import { hashSources, readSources } from './read-sources';

/** Loads all of a content folder. Throws FaultyContentError with every fault; never loads a part of it. */
export function loadKnowledge(folder: string): Knowledge {
  return knowledgeOf(readSources(folder));
}

/** As loadKnowledge, of files that were read already. */
export function knowledgeOf(sources: readonly SourceFile[]): Knowledge {
  const checked = checkContent(sources);
  if (checked.kind === 'faulty') throw new FaultyContentError(checked.faults);
  const { variants, notABounce, texts, glossary, replies, providers, blocklists } = checked.content;
  return {
    hash: hashSources(sources),
    variants: new Map(variants.map(({ value }) => [value.id, value])),
    notABounce: notABounce.value,
    texts: texts.value,
    glossary: glossary.value,
    replies: replies.value,
    providers: providers.value,
    blocklists: blocklists.value,
  };
}
