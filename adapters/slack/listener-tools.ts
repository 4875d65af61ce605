import type { BotPort } from '../../src/channel';
import type { DeskEars } from './desk/ears';
import type { TokenSource } from './outbound/tokens';
import type { SlackWebApi } from './outbound/web-api';
import type { Pane } from './pane';

/** What the listeners need to hear with. */
export interface ListenerTools {
  readonly bot: BotPort;
  readonly api: SlackWebApi;
  readonly tokens: TokenSource;
  readonly pane: Pane;
  /** Null where no desk channel is set. */
  readonly desk: DeskEars | null;
  /** Forgets an installation. */
  uninstalled(workspace: string): Promise<void>;
  /** Does it without holding up the acknowledgement; a failure is logged. */
  background(work: Promise<unknown>): void;
}
