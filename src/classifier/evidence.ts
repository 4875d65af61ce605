import type { Span } from '../bounce/failure';
import type { DecidingLine, Evidence, Label } from './diagnosis';
import type { Verdict } from './calibration';
import { CONTRADICTING_POINTS } from './signs';
import type { Judgement, WeighedClaim } from './judge';
import type { Section } from './sections';
import type { LearnedModel } from './learned-model';

const MOST_PHRASES = 3;
const MOST_LEARNED_WORDS = 4;
/** A line longer than this is cut around the words that decide. */
const LONGEST_LINE = 400;

/** Why the verdict is what it is: the words first, then the codes, then what was learned, then what disagrees. */
export function evidenceFor(
  judgement: Judgement,
  { label, deciding }: Verdict,
  learned: LearnedModel,
): Evidence[] {
  const evidence: Evidence[] = [];
  for (const weighed of deciding) {
    if (weighed.kind === 'code') evidence.push({ kind: 'code', label, code: weighed.code });
    else if (evidence.length < MOST_PHRASES)
      evidence.push({
        kind: 'phrase',
        label,
        words: wordsOf(judgement, weighed),
        provider: weighed.claim.signature.provider ?? null,
      });
  }
  const words = learnedWords(judgement, label, learned);
  if (words.length > 0) evidence.push({ kind: 'learned', label, words });
  const contradiction = contradictionIn(judgement, label);
  if (contradiction !== null) evidence.push(contradiction);
  return evidence;
}

type PhraseClaimed = Extract<WeighedClaim, { kind: 'phrase' }>;

function wordsOf(judgement: Judgement, { section, place }: PhraseClaimed): string {
  const text = judgement.sections.find(({ name }) => name === section)?.text ?? '';
  return text.slice(place.start, place.end);
}

function learnedWords(judgement: Judgement, label: Label, learned: LearnedModel): string[] {
  const words = judgement.features.filter((feature) => !isNoWord(feature.charCodeAt(0)));
  return learned.speakingFor(judgement.labels.indexOf(label), words).slice(0, MOST_LEARNED_WORDS);
}

/** Codes and circumstances begin with `=`, beginnings of words with `~`. */
function isNoWord(first: number): boolean {
  return first === 61 || first === 126;
}

/** A code that says one thing while the words, which outrank it, say another. */
function contradictionIn({ claims }: Judgement, label: Label): Evidence | null {
  const wordsSpeak = claims.some(
    ({ kind, claim, points }) => kind === 'phrase' && claim.label === label && points >= CONTRADICTING_POINTS,
  );
  if (!wordsSpeak) return null;
  for (const weighed of claims) {
    if (weighed.kind === 'code' && weighed.claim.label !== label && weighed.points >= CONTRADICTING_POINTS)
      return { kind: 'contradiction', code: weighed.code, codeSays: weighed.claim.label, wordsSay: label };
  }
  return null;
}

/** The text in which the deciding words stand, with the words marked; null when only the whole speaks. */
export function decidingLineFor(judgement: Judgement, { deciding }: Verdict): DecidingLine | null {
  const best = deciding.find((weighed) => weighed.kind === 'phrase');
  if (best === undefined) return lineOfCode(judgement, deciding);
  const section = judgement.sections.find(({ name }) => name === best.section);
  if (section === undefined) return null;
  const marks = deciding
    .filter((weighed) => weighed.kind === 'phrase' && weighed.section === best.section)
    .map(markOf);
  return cutAround(section.text, marks);
}

function markOf(weighed: WeighedClaim): Span {
  return weighed.kind === 'phrase'
    ? { start: weighed.place.start, end: weighed.place.end }
    : { start: 0, end: 0 };
}

function lineOfCode({ sections }: Judgement, claims: readonly WeighedClaim[]): DecidingLine | null {
  for (const weighed of claims) {
    if (weighed.kind !== 'code') continue;
    for (const section of sections) {
      const mark = markOfCode(section, weighed.code);
      if (mark !== null) return cutAround(section.text, [mark]);
    }
  }
  return null;
}

function markOfCode({ words }: Section, code: string): Span | null {
  const found = words.codes.find((read) => read.code === code);
  return found === undefined ? null : { start: found.start, end: found.end };
}

/** Marks in order and without overlaps, the text cut to a line's length around the first of them. */
function cutAround(text: string, marks: readonly Span[]): DecidingLine {
  const first = marks[0]?.start ?? 0;
  const from =
    text.length <= LONGEST_LINE ? 0 : Math.max(0, Math.min(first - 100, text.length - LONGEST_LINE));
  const line = text.slice(from, from + LONGEST_LINE);
  const kept: Span[] = [];
  for (const { start, end } of [...marks].sort((one, other) => one.start - other.start)) {
    const mark = {
      start: Math.max(start - from, kept.at(-1)?.end ?? 0),
      end: Math.min(end - from, line.length),
    };
    if (mark.start >= 0 && mark.start < mark.end) kept.push(mark);
  }
  return { text: line, marks: kept };
}
