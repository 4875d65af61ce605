import { NOT_A_BOUNCE, type Label } from './diagnosis';
import type { Judgement, WeighedClaim } from './judge';

/** A code of at least this worth is worth a doubt when the words say something else. */
export const CONTRADICTING_POINTS = 3;

/** A phrase of so many words is hardly ever said by chance; one of a single word often is. */
const LONG_PHRASE = 4;
/** Above so many points, a phrase names its cause for certain. */
const STRONG_PHRASE = 10;
/** So many unread words may well be the reason, in a wording that nobody knows. */
const MANY_UNREAD = 6;
/** From this lead on, the learned model says all it has to say for or against a label. */
const CLEAR_LEAD = 8;

/** What a reply is taken for when its reason is in words that nobody knows. */
const CATCH_ALL: ReadonlySet<string> = new Set([
  'policy-rejected',
  'mailbox-unavailable',
  'temporary-deferral',
]);

/** What tells a firm verdict from a shaky one: the numbers that a calibration weighs, the first always 1. */
export function signsOf(judgement: Judgement, label: Label, margin: number): number[] {
  const heard = hear(judgement.claims, label);
  const unread = unreadShare(judgement);
  const isCatchAll = CATCH_ALL.has(label);
  const isOther = label === NOT_A_BOUNCE;
  return [
    1,
    Math.log1p(margin),
    Math.min(heard.longestPhrase, LONG_PHRASE) / LONG_PHRASE,
    Math.min(heard.strongestPhrase, STRONG_PHRASE) / STRONG_PHRASE,
    unread,
    isCatchAll ? unread : 0,
    Number(!isOther && heard.longestPhrase === 0),
    Number(isSpoken(judgement)),
    Number(isCatchAll),
    Number(heard.codeAgrees),
    // What a phrase names for certain needs no second opinion.
    heard.isNamed ? 0 : leadIn(judgement.learned, judgement.labels.indexOf(label)),
    Number(isOther),
    Number(isOther && !heard.hasRival),
  ];
}

/** A code that says something else than the words. */
export function isContradicted({ claims }: Judgement, label: Label): boolean {
  return claims.some(
    ({ kind, claim, points }) => kind === 'code' && claim.label !== label && points >= CONTRADICTING_POINTS,
  );
}

interface Heard {
  /** A phrase of more than one word, or a code, that can mean nothing else. */
  isNamed: boolean;
  codeAgrees: boolean;
  /** In words. */
  longestPhrase: number;
  /** In points. */
  strongestPhrase: number;
  /** Anything at all that speaks for another label. */
  hasRival: boolean;
}

function hear(claims: readonly WeighedClaim[], label: Label): Heard {
  const heard: Heard = {
    isNamed: false,
    codeAgrees: false,
    longestPhrase: 0,
    strongestPhrase: 0,
    hasRival: false,
  };
  for (const weighed of claims) {
    if (weighed.claim.label === label) hearOne(heard, weighed);
    else heard.hasRival = true;
  }
  return heard;
}

function hearOne(heard: Heard, weighed: WeighedClaim): void {
  const { weight } = weighed.claim.signature;
  if (weighed.kind === 'code') {
    heard.isNamed ||= weight === 'certain';
    heard.codeAgrees ||= weighed.points >= CONTRADICTING_POINTS;
    return;
  }
  const length = weighed.place.to - weighed.place.from;
  heard.longestPhrase = Math.max(heard.longestPhrase, length);
  heard.strongestPhrase = Math.max(heard.strongestPhrase, weighed.points);
  heard.isNamed ||= weight === 'certain' && length > 1;
}

/**
 * How much of the text no phrase explains, 0..1: of the reply, or of all when there is none. A bare `SMTP error
 * 550` is read to the end, and that it gives no reason is all there is to know.
 */
function unreadShare({ sections, claims }: Judgement): number {
  const hasReply = sections[0]?.name === 'reply';
  let unread = 0;
  for (const { name, words } of sections) {
    if (hasReply && name !== 'reply') break;
    unread += words.words.length - wordsRead(claims, name, words.words.length);
    if (unread >= MANY_UNREAD) return 1;
  }
  return unread / MANY_UNREAD;
}

function wordsRead(claims: readonly WeighedClaim[], section: string, length: number): number {
  const isRead = new Uint8Array(length);
  for (const claim of claims) {
    if (claim.kind === 'phrase' && claim.section === section)
      isRead.fill(1, claim.place.from, claim.place.to);
  }
  let read = 0;
  for (const one of isRead) read += one;
  return read;
}

/** Only a person's own words, no server's: what was heard, not what was said. */
function isSpoken({ sections }: Judgement): boolean {
  return sections.every(({ name }) => name === 'own-words');
}

/** How far the learned model puts a label before the next one, or behind the first: -1..1. */
function leadIn(scores: Float64Array, label: number): number {
  const mine = scores[label] ?? 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let other = 0; other < scores.length; other++)
    if (other !== label) best = Math.max(best, scores[other] ?? 0);
  const lead = (mine - best) / CLEAR_LEAD;
  return Number.isFinite(lead) ? Math.max(-1, Math.min(1, lead)) : 0;
}
