import type { ContentFile } from './content-file';
import type { Blocklists, Glossary, NotABounce, Providers, Replies } from './shared';
import type { Texts } from './texts';
import type { Variant } from './variant';

/** The content, file by file, each fitting its schema. */
export interface Content {
  readonly variants: readonly ContentFile<Variant>[];
  readonly notABounce: ContentFile<NotABounce>;
  readonly texts: ContentFile<Texts>;
  readonly glossary: ContentFile<Glossary>;
  readonly replies: ContentFile<Replies>;
  readonly providers: ContentFile<Providers>;
  readonly blocklists: ContentFile<Blocklists>;
}
