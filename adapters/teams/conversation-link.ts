import type { Address } from './address';

const ROOT = ';messageid=';

/**
 * Where Teams opens a conversation ("Create deep links"). Null for a personal chat, which is open to the one
 * person and the bot alone.
 */
export function conversationLink({ conversationId, tenantId }: Address): string | null {
  if (conversationId?.startsWith('19:') !== true) return null;
  const [id = '', root] = conversationId.split(ROOT);
  return root === undefined ? chatLink(id) : messageLink(id, root, tenantId);
}

export function messageLink(channelId: string, root: string, tenantId: string): string {
  const query = new URLSearchParams({ tenantId, parentMessageId: root });
  const path = `${encodeURIComponent(channelId)}/${encodeURIComponent(root)}`;
  return `https://teams.microsoft.com/l/message/${path}?${query.toString()}`;
}

function chatLink(id: string): string {
  return `https://teams.microsoft.com/l/chat/${encodeURIComponent(id)}/conversations`;
}
