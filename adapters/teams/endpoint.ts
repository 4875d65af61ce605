import type { IncomingMessage, ServerResponse } from 'node:http';
import type { BotPort, Incoming } from '../../src/channel';
import { sendJson, sendProblem } from '../../src/http/answer';
import { readJson } from '../../src/http/body';
import type { Route } from '../../src/http/route';
import type { Log } from '../../src/log';
import { Activity } from './activity';
import { addressOf } from './address';
import type { Connector } from './connector';
import type { DeskDoor } from './desk/desk-door';
import type { Gate } from './gate';
import { answerInvoke, failedInvoke, type InvokeAnswer } from './invoke';
import { BIG_TEAM, INVOKE_DEADLINE_MS, MAX_ACTIVITY_BYTES, MESSAGE_DEADLINE_MS } from './limits';
import { readActivity, type Reading } from './reading';
import type { Schedule } from './typing';

export interface EndpointDeps {
  readonly gate: Gate;
  readonly bot: BotPort;
  /** Null where no desk is in Teams. */
  readonly desk: DeskDoor | null;
  readonly connector: Connector;
  readonly schedule: Schedule;
  readonly log: Log;
  /** A turn was taken up and an answer will follow. */
  onAccepted(incoming: Incoming): void;
}

const BODY_LIMITS = { maxBytes: MAX_ACTIVITY_BYTES, timeoutMs: 10_000 };

/**
 * POST /api/messages. An activity is answered once it is durable and not before: what could not be kept is
 * refused, and Teams sends it again.
 */
export function messagesRoute(deps: EndpointDeps): Route {
  return {
    method: 'POST',
    path: '/api/messages',
    handle: (request, response) => handle(deps, request, response),
  };
}

async function handle(deps: EndpointDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readJson(request, Activity, BODY_LIMITS);
  if (body.kind === 'refused') return sendProblem(response, body.problem);
  const activity = body.value;
  const admission = await deps.gate(request, activity);
  if (admission.kind === 'refused') {
    deps.log.warn('teams-refused', { status: admission.status, reason: admission.reason });
    const { status } = admission;
    return sendProblem(response, { status, code: 'refused', message: 'This activity is not taken here.' });
  }
  return activity.type === 'invoke'
    ? respond(response, await invoke(deps, activity))
    : respond(response, await receive(deps, activity));
}

function respond(response: ServerResponse, answer: InvokeAnswer): void {
  if (answer.body !== null) return sendJson(response, answer.status, answer.body);
  response.writeHead(answer.status).end();
}

async function invoke(deps: EndpointDeps, activity: Activity): Promise<InvokeAnswer> {
  const answer = deps.desk?.answerPress(activity) ?? answerInvoke(activity, deps.bot);
  const answered = await within(deps, INVOKE_DEADLINE_MS, answer);
  return answered ?? failedInvoke(activity);
}

async function receive(deps: EndpointDeps, activity: Activity): Promise<InvokeAnswer> {
  const done = await within(deps, MESSAGE_DEADLINE_MS, hear(deps, activity));
  return { status: done === null ? 503 : 200, body: null };
}

async function hear(deps: EndpointDeps, activity: Activity): Promise<true> {
  const isForDesk = (await deps.desk?.hear(activity)) ?? false;
  return isForDesk || takeUp(deps, activity, readActivity(activity));
}

async function takeUp(deps: EndpointDeps, activity: Activity, reading: Reading): Promise<true> {
  switch (reading.kind) {
    case 'take':
      return accept(deps, reading.incomings);
    case 'take-if-known':
      return (await isKnown(deps, reading.incomings)) ? accept(deps, reading.incomings) : true;
    case 'edit':
      return takeUpEdit(deps, reading.incomings, reading.edit);
    case 'greet-team':
      return (await isSmallTeam(deps, activity, reading.teamId)) ? accept(deps, [reading.incoming]) : true;
    case 'ignore':
      return true;
  }
}

/** One after another: the files of one message are answered in their order. */
async function accept(deps: EndpointDeps, incomings: readonly Incoming[]): Promise<true> {
  for (const incoming of incomings) await acceptOne(deps, incoming);
  return true;
}

async function acceptOne(deps: EndpointDeps, incoming: Incoming): Promise<boolean> {
  if ((await deps.bot.receive(incoming)) === 'duplicate') return false;
  // Whether an edit is answered at all depends on who has the case.
  if (incoming.content.kind !== 'edit') deps.onAccepted(incoming);
  return true;
}

/** What was heard before it was changed is a duplicate as a message, and news as an edit. */
async function takeUpEdit(deps: EndpointDeps, incomings: readonly Incoming[], edit: Incoming): Promise<true> {
  let isNew = false;
  for (const incoming of incomings) isNew = (await acceptOne(deps, incoming)) || isNew;
  if (!isNew) await acceptOne(deps, edit);
  return true;
}

async function isKnown(deps: EndpointDeps, incomings: readonly Incoming[]): Promise<boolean> {
  const [first] = incomings;
  return first !== undefined && deps.bot.knows(first.conversation);
}

/** A team whose size Teams does not tell is not greeted. */
async function isSmallTeam(deps: EndpointDeps, activity: Activity, teamId: string): Promise<boolean> {
  const team = await deps.connector.team(addressOf(activity), teamId);
  return team.kind === 'done' && team.body.memberCount !== null && team.body.memberCount <= BIG_TEAM;
}

/** Null when the work failed or took longer than Teams waits. */
async function within<Result>(deps: EndpointDeps, ms: number, work: Promise<Result>): Promise<Result | null> {
  return new Promise((resolve) => {
    const cancel = deps.schedule(ms, () => {
      deps.log.error('teams-not-kept-in-time', { milliseconds: ms });
      resolve(null);
    });
    const settle = (result: Result | null) => {
      cancel();
      resolve(result);
    };
    work.then(settle, (error: unknown) => {
      deps.log.error('teams-not-kept', { error });
      settle(null);
    });
  });
}
