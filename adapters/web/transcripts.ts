import type { Store } from '../../src/store/store';

/** What the page reads of the store: it shows what was committed and keeps nothing of its own. */
export type Transcripts = Pick<Store, 'entriesAfter' | 'conversationsOf'>;
