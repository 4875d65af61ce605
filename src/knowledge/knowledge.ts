import type { Texts } from './texts';
import type { Blocklists, Glossary, NotABounce, Providers, Replies } from './shared';
import type { Variant, VariantId } from './variant';

/** Everything under intents/, checked. */
export interface Knowledge {
  /** Changes when any byte of the content does. */
  readonly hash: string;
  readonly variants: ReadonlyMap<VariantId, Variant>;
  readonly notABounce: NotABounce;
  readonly texts: Texts;
  readonly glossary: Glossary;
  readonly replies: Replies;
  readonly providers: Providers;
  readonly blocklists: Blocklists;
}
