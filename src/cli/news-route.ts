import type { Bot } from '../bot';
import { isLive, type PushedNews, type TicketSystem } from '../helpdesk/ticket-system';
import { sendJson, sendProblem } from '../http/answer';
import { readBody } from '../http/body';
import type { Route } from '../http/route';

const TIMEOUT_MS = 30_000;

/** Where a ticket system that tells what its agents did posts it; none for one that is asked. */
export function newsRoutes(tickets: TicketSystem, bot: Pick<Bot, 'receiveNews'>): readonly Route[] {
  return isLive(tickets) && tickets.news.kind === 'pushed' ? [newsRoute(tickets.news, bot)] : [];
}

/** Answered with 200 only once it is durable, so that the other side sends again what was not. */
function newsRoute(source: PushedNews, bot: Pick<Bot, 'receiveNews'>): Route {
  return {
    method: 'POST',
    path: source.path,
    async handle(request, response) {
      const body = await readBody(request, { maxBytes: source.maxBytes, timeoutMs: TIMEOUT_MS });
      if (body.kind === 'refused') return sendProblem(response, body.problem);
      const { headers } = request;
      const pushed = await source.receive({ headers, body: body.bytes }, new Date().toISOString());
      if (pushed.kind === 'refused') {
        const { status, reason } = pushed;
        return sendProblem(response, { status, code: 'refused', message: reason });
      }
      await bot.receiveNews(pushed.news);
      sendJson(response, 200, { heard: pushed.news.length });
    },
  };
}
