import type { Located } from './address';
import type { Action, Fact, Facts, Phase, RefusedBy } from './failure';
import type { Page } from './page';
import { phaseIn } from './phase';
import type { RemoteHost } from './remote-host';
import { findRemoteHost } from './remote-host';
import type { Reply } from './reply';
import { collapse } from './reply-words';
import { ipIn, newAddressIn, retryAfterIn, sizeLimitIn, urlIn } from './reply-facts';
import { placeIn } from './source-text';

/** One recipient's failure as one text of the paste tells it; what several tell is merged later. */
export interface Finding {
  readonly facts: Facts;
  readonly reply: string;
  readonly action: Action | null;
  readonly refusedBy: RefusedBy | null;
  readonly phase: Phase | null;
  /** Another address it may be told under: where a list or an alias led. */
  readonly alias: string | null;
  /** What the same text says about it beside the reply. */
  readonly report: string;
  /** The lines it was read from: [from, to) offsets in its page. */
  readonly from: number;
  readonly to: number;
}

/** What a reader of a format saw; every offset is the page's. */
export interface Sighting {
  readonly from: number;
  readonly to: number;
  readonly recipient?: Located | null;
  readonly alias?: string | null;
  readonly sender?: Located | null;
  readonly reply?: Reply | null;
  readonly remote?: RemoteHost | null;
  readonly reportingMta?: Located | null;
  /** The Status field or an enhanced code that stands apart from the reply. */
  readonly status?: Located | null;
  /** A reply code that stands apart from the reply's words, as in `(550, b'no such user')`. */
  readonly replyCode?: Located | null;
  readonly action?: Action | null;
  readonly refusedBy?: RefusedBy | null;
  readonly phase?: Phase | null;
}

type Draft = { -readonly [Name in keyof Facts]: Facts[Name] };

/** Turns a sighting into facts with places, and reads what the reply's own words tell. */
export function findingOf(page: Page, sighting: Sighting): Finding {
  const reply = sighting.reply ?? null;
  const words = reply?.words ?? '';
  const remote = sighting.remote ?? null;
  const facts: Draft = {};
  put(facts, 'finalRecipient', page, sighting.recipient);
  put(facts, 'sender', page, sighting.sender);
  put(facts, 'replyCode', page, reply?.replyCode ?? sighting.replyCode);
  put(facts, 'enhancedStatusCode', page, truerCode(reply?.enhanced, sighting.status));
  put(facts, 'remoteMta', page, remote?.name);
  put(facts, 'remoteIp', page, remote?.ip);
  put(facts, 'reportingMta', page, sighting.reportingMta);
  if (reply !== null && words !== '') {
    facts.diagnosticCode = { value: words, place: placeIn(page.source, reply.start, reply.end) };
    addFactsOfWords(facts, page, reply);
    if (remote === null && reply.replyCode === null) addHostTried(facts, page, reply);
  }
  return {
    facts,
    reply: words,
    ...verdictOf(sighting),
    report: '',
    from: sighting.from,
    to: sighting.to,
  };
}

function verdictOf(sighting: Sighting): Pick<Finding, 'action' | 'refusedBy' | 'phase' | 'alias'> {
  const { action = null, refusedBy = null, phase = null, alias = null } = sighting;
  return { action, refusedBy, phase, alias };
}

/** A reply's own code wins, unless it only says x.0.0 and the other one says more. */
function truerCode(own: Located | null | undefined, status: Located | null | undefined): Located | null {
  if (own === null || own === undefined) return status ?? null;
  return own.value.endsWith('.0.0') &&
    status !== null &&
    status !== undefined &&
    !status.value.endsWith('.0.0')
    ? status
    : own;
}

type TextFact = {
  [Name in keyof Facts]-?: NonNullable<Facts[Name]> extends Fact<string> ? Name : never;
}[keyof Facts];

function put(facts: Draft, name: TextFact, page: Page, located: Located | null | undefined): void {
  if (located === null || located === undefined || located.value === '') return;
  facts[name] = { value: located.value, place: placeIn(page.source, located.start, located.end) };
}

function addFactsOfWords(facts: Draft, page: Page, reply: Reply): void {
  const { words } = reply;
  const place = (value: string) => placeOf(page, reply, value);
  const ip = ipIn(words);
  if (ip !== null) facts.remoteIp = { value: ip.value, place: place(ip.value) };
  const url = urlIn(words);
  if (url !== null) facts.helpUrl = { value: url.value, place: place(url.value) };
  const size = sizeLimitIn(words);
  if (size !== null) facts.sizeLimitBytes = { value: size.value, place: place(size.digits.value) };
  const retry = retryAfterIn(words);
  if (retry !== null) facts.retryAfterSeconds = { value: retry.value, place: place(retry.digits.value) };
  const moved = newAddressIn(words, facts.finalRecipient?.value ?? null);
  if (moved !== null) facts.newAddress = { value: moved.value, place: place(moved.value) };
}

/** `connect to mx.example[192.0.2.1]:25: timed out`: words that no server answered name the one that was tried. */
function addHostTried(facts: Draft, page: Page, reply: Reply): void {
  const name = findRemoteHost(reply.words, 0, reply.words.length)?.name;
  if (name !== null && name !== undefined)
    facts.remoteMta = { value: name.value, place: placeOf(page, reply, name.value) };
}

/** Where a value of the joined words stood; the whole reply when it was broken over lines. */
function placeOf(page: Page, reply: Reply, value: string) {
  const at = page.text.slice(reply.start, reply.end).indexOf(value);
  if (at < 0) return placeIn(page.source, reply.start, reply.end);
  return placeIn(page.source, reply.start + at, reply.start + at + value.length);
}

/** Looks for the refusing host and the phase in the lines around a reply. */
export function surroundings(
  page: Page,
  from: number,
  to: number,
  reply: Reply | null,
): { remote: RemoteHost | null; phase: Phase | null } {
  const end = Math.min(to, from + 4000);
  const replyStart = reply === null ? end : Math.min(reply.start, end);
  return {
    remote: findRemoteHost(page.text, from, Math.max(replyStart, from)),
    phase: phaseIn(collapse(page.text.slice(from, end))),
  };
}
