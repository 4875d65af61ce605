export interface TeamsChannelLink {
  /** `19:…@thread.tacv2`. */
  readonly id: string;
  /** Null where it was not told. */
  readonly tenantId: string | null;
}

const CHANNEL_ID = /^19:[\w-]{1,100}@thread\.(?:tacv2|skype)$/;

/**
 * A channel of a team as people name it: by what "Get link to channel" copies, which has the id in its path
 * and the tenant in its query, or by the bare id. Null for anything else.
 */
export function readTeamsChannel(text: string): TeamsChannelLink | null {
  if (CHANNEL_ID.test(text)) return { id: text, tenantId: null };
  if (!URL.canParse(text)) return null;
  const { pathname, searchParams } = new URL(text);
  const id = pathname
    .split('/')
    .map(decoded)
    .find((part) => CHANNEL_ID.test(part));
  return id === undefined ? null : { id, tenantId: searchParams.get('tenantId') };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
