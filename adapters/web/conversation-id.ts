import type { Visitor } from './access';

/** A visitor's conversations all begin with their own key: no id that a browser sends can reach another's. */
export function conversationId(visitor: Visitor, own: string): string {
  return `web:${visitor.key}:${own}`;
}

/** The part the browser knows; null for a conversation of somebody else. */
export function ownPart(visitor: Visitor, conversation: string): string | null {
  const prefix = `web:${visitor.key}:`;
  return conversation.startsWith(prefix) ? conversation.slice(prefix.length) : null;
}
