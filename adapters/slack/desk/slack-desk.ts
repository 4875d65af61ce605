import type { Desk } from '../../../src/desk';
import type { SlackDeskChannel } from '../../../src/config';
import { download, type DownloadTools } from '../outbound/download';
import { NOT_INSTALLED } from '../outbound/outcome';
import { deliverToDesk, type DeskDeliveryTools } from './deliver';

/** A Slack channel as the place where agents work. */
export function createSlackDesk(
  { workspace }: SlackDeskChannel,
  tools: DeskDeliveryTools & DownloadTools,
): Desk {
  return {
    name: 'slack',
    async deliver(request) {
      const token = await tools.tokens.tokenFor(workspace ?? '');
      return token === null ? NOT_INSTALLED : deliverToDesk(tools, token, request);
    },
    fetch: (ref) => download(tools, ref, workspace ?? ''),
  };
}
