import type { Happening, TicketNews } from '../../ticket-system';
import { textOf } from './document';
import type { Change, Comment, JiraApi } from './jira-api';

export interface Site {
  /** The bot's own account. */
  readonly us: string;
  /** The ids of the statuses in which an issue is done. */
  readonly done: ReadonlySet<string>;
}

/** What others than the bot did in the issue since the given time. */
export async function newsOf(
  api: JiraApi,
  site: Site,
  key: string,
  reference: string,
  from: string,
): Promise<readonly TicketNews[]> {
  const isNews = ({ created, author }: Comment | Change) =>
    author?.accountId !== site.us && Date.parse(created) >= Date.parse(from);
  const comments = (await api.comments(key)).filter(isNews).map((comment): TicketNews => ({
    id: `jira-comment-${comment.id}`,
    reference,
    ...madeBy(comment),
    what: { kind: 'commented', text: textOf(comment.body).trim(), internal: comment.jsdPublic === false },
  }));
  const changed = (await api.changelog(key)).filter(isNews).flatMap((change) =>
    change.items.flatMap((item, index): TicketNews[] => {
      const what = happeningOf(site, item);
      if (what === null) return [];
      const made = madeBy(change);
      const by = what.kind === 'taken' ? (item.toString ?? made.by) : made.by;
      return [{ id: `jira-change-${change.id}-${index}`, reference, ...made, by, what }];
    }),
  );
  return [...comments, ...changed];
}

function madeBy({ created, author }: Comment | Change): Pick<TicketNews, 'at' | 'by'> {
  return { at: new Date(created).toISOString(), by: author?.displayName ?? author?.accountId ?? '' };
}

function happeningOf({ done }: Site, { field, from, to }: Change['items'][number]): Happening | null {
  if (field === 'assignee') return to ? { kind: 'taken' } : null;
  if (field !== 'status') return null;
  const isDone = done.has(to ?? '');
  if (isDone === done.has(from ?? '')) return null;
  return { kind: isDone ? 'solved' : 'reopened' };
}
