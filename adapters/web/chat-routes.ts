import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BotPort, Content } from '../../src/channel';
import { sendJson, sendProblem, type Problem } from '../../src/http/answer';
import { readBody, readJson } from '../../src/http/body';
import { queryOf, type Route } from '../../src/http/route';
import { beginSession, refusalOf, visitorOf, type Access, type Visitor } from './access';
import { fileName, FileQuery, NewConversation, NewMessage, ReadQuery } from './chat-requests';
import { conversationId, ownPart } from './conversation-id';
import type { NumberedEntry } from '../../src/store/records';
import type { Transcripts } from './transcripts';

/** What a person types or pastes; more than this goes as a file. */
const TEXT_LIMITS = { maxBytes: 1024 * 1024, timeoutMs: 30_000 };
const READ_AT_ONCE = 200;
const LISTED_CONVERSATIONS = 30;

export interface ChatOptions {
  readonly access: Access;
  readonly bot: BotPort;
  readonly transcripts: Transcripts;
  /** The largest file that is taken. */
  readonly maxFileBytes: number;
  /** Called when a turn was stored. */
  announce(conversation: string): void;
  /** Sends the entries after the given number as they come. False when the visitor follows too many already. */
  follow(response: ServerResponse, followed: Followed): boolean;
}

export interface Followed {
  /** The visitor's key. */
  readonly visitor: string;
  readonly conversation: string;
  readonly after: number;
}

type Handler = (request: IncomingMessage, response: ServerResponse, visitor: Visitor) => Promise<void> | void;

/** The API of the page. Every conversation named in a request is the caller's own, by construction. */
export function chatRoutes(options: ChatOptions): readonly Route[] {
  const post = (path: string, handler: Handler) => route(options.access, 'POST', path, handler);
  const get = (path: string, handler: Handler) => route(options.access, 'GET', path, handler);
  return [
    {
      method: 'POST',
      path: '/chat/session',
      handle: (request, response) => session(options, request, response),
    },
    post('/chat/new', (request, response, visitor) => openConversation(options, request, response, visitor)),
    post('/chat/messages', (request, response, visitor) => takeMessage(options, request, response, visitor)),
    post('/chat/files', (request, response, visitor) => takeFile(options, request, response, visitor)),
    get('/chat/messages', (request, response, visitor) => readEntries(options, request, response, visitor)),
    get('/chat/events', (request, response, visitor) => followEntries(options, request, response, visitor)),
  ];
}

function route(access: Access, method: Route['method'], path: string, handler: Handler): Route {
  return {
    method,
    path,
    handle(request, response) {
      const refusal = refusalOf(access, request, 'api');
      const visitor = refusal ? null : visitorOf(access, request);
      if (visitor) return handler(request, response, visitor);
      request.resume();
      sendProblem(response, refusal ?? NO_SESSION);
    },
  };
}

/** The page asks for this first: a link from another site would come without the cookie and must not lose it. */
async function session(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const refusal = refusalOf(options.access, request, 'api');
  if (refusal) return sendProblem(response, refusal);
  const known = visitorOf(options.access, request);
  if (known) return sendJson(response, 200, await overview(options, known));
  const begun = beginSession();
  sendJson(response, 200, await overview(options, begun.visitor), { 'Set-Cookie': begun.setCookie });
}

async function overview(options: ChatOptions, visitor: Visitor): Promise<object> {
  const conversations = await options.transcripts.conversationsOf('web', visitor.id, LISTED_CONVERSATIONS);
  const cases = await options.bot.casesOf('web', visitor.id);
  return {
    name: visitor.name,
    maxFileBytes: options.maxFileBytes,
    conversations: conversations.map(({ conversation, beganAt, updatedAt }) => ({
      id: ownPart(visitor, conversation),
      beganAt,
      updatedAt,
      cases: cases
        .filter((summary) => summary.conversation === conversation)
        .map(({ title, state, ticket }) => ({ title, state, ticket })),
    })),
  };
}

async function openConversation(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
): Promise<void> {
  const body = await readJson(request, NewConversation, TEXT_LIMITS);
  if (body.kind === 'refused') return sendProblem(response, body.problem);
  const { id } = body.value;
  await receive(options, response, visitor, { conversation: id, id, content: { kind: 'opened' } });
}

async function takeMessage(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
): Promise<void> {
  const body = await readJson(request, NewMessage, TEXT_LIMITS);
  if (body.kind === 'refused') return sendProblem(response, body.problem);
  const { conversation, id, ...said } = body.value;
  const content: Content = 'text' in said ? { kind: 'text', ...said } : { kind: 'choice', ...said };
  await receive(options, response, visitor, { conversation, id, content });
}

/**
 * A dropped file: its bytes as the body, its name in `X-File-Name`. A page of another origin cannot send that
 * header without asking first, and it is never told yes.
 */
async function takeFile(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
): Promise<void> {
  const query = FileQuery.safeParse(queryOf(request));
  const name = request.headers['x-file-name'];
  if (!query.success || typeof name !== 'string') {
    request.resume();
    return sendProblem(response, NO_FILE_NAME);
  }
  const body = await readBody(request, { maxBytes: options.maxFileBytes, timeoutMs: 120_000 });
  if (body.kind === 'refused') return sendProblem(response, body.problem);
  const content: Content = { kind: 'bytes', name: fileName(name), bytes: body.bytes, caption: '' };
  await receive(options, response, visitor, { ...query.data, content });
}

interface Sent {
  readonly conversation: string;
  readonly id: string;
  readonly content: Content;
}

async function receive(
  options: ChatOptions,
  response: ServerResponse,
  visitor: Visitor,
  sent: Sent,
): Promise<void> {
  const conversation = conversationId(visitor, sent.conversation);
  const received = await options.bot.receive({
    channel: 'web',
    eventIds: [`${conversation}:${sent.id}`],
    conversation,
    address: conversation,
    user: { id: visitor.id, name: visitor.name },
    content: sent.content,
  });
  options.announce(conversation);
  sendJson(response, 202, { received });
}

async function readEntries(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
): Promise<void> {
  const query = ReadQuery.safeParse(queryOf(request));
  if (!query.success) return sendProblem(response, NO_CONVERSATION);
  const conversation = conversationId(visitor, query.data.conversation);
  const entries = await options.transcripts.entriesAfter(conversation, query.data.after, READ_AT_ONCE);
  sendJson(response, 200, { entries: entries.map(flat), more: entries.length === READ_AT_ONCE });
}

function followEntries(
  options: ChatOptions,
  request: IncomingMessage,
  response: ServerResponse,
  visitor: Visitor,
): void {
  const seen = request.headers['last-event-id'];
  const query = ReadQuery.safeParse({ ...queryOf(request), ...(seen && { after: seen }) });
  if (!query.success) return sendProblem(response, NO_CONVERSATION);
  const conversation = conversationId(visitor, query.data.conversation);
  const followed = options.follow(response, {
    visitor: visitor.key,
    conversation,
    after: query.data.after,
  });
  if (!followed) sendProblem(response, TOO_MANY_PAGES);
}

/** How an entry looks on the wire, in an answer and in the event stream alike. */
function flat({ number, entry }: NumberedEntry): object {
  return { number, ...entry };
}

const NO_SESSION: Problem = {
  status: 401,
  code: 'no-session',
  message: 'This browser has no session yet. Reload the page.',
};
const NO_CONVERSATION: Problem = {
  status: 400,
  code: 'wrong-shape',
  message: 'Name the conversation, and the number to read on from.',
};
const TOO_MANY_PAGES: Problem = {
  status: 429,
  code: 'too-many-pages',
  message: 'This chat is open in too many windows. Close some of them.',
};
const NO_FILE_NAME: Problem = {
  status: 400,
  code: 'wrong-shape',
  message: 'A file needs a conversation and an id in the address, and its name in X-File-Name.',
};
