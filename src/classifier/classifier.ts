import type { Failure } from '../bounce/failure';
import { readPaste } from '../bounce/read-paste';
import { readWords } from '../knowledge/words';
import { confidenceOf, ranking, verdictOf } from './calibration';
import { certaintyOf } from './certainty';
import type { Analysis, Diagnosis, DiagnosedFailure, Meaning, Ranked } from './diagnosis';
import { decidingLineFor, evidenceFor } from './evidence';
import { expertise, judge, type Judgement, type Question } from './judge';
import { providerHintOf } from './provider-hint';
import { questionsOf } from './questions';
import { createReplyReader, type ReplyReader } from './reply-reader';
import { SoftmaxModel } from './softmax-model';
import type { IdentifyingKnowledge } from './signature-index';
import type { Model } from './model';

export interface Classifier {
  /** Judges one failure, or the text alone when none was found in it. */
  diagnose(question: Question): Diagnosis;
  /** Reads a paste and judges every failure in it. Never throws. */
  analyse(input: string | Uint8Array): Analysis;
  /** What a short answer means. */
  understand(text: string): Meaning;
}

/** Answers within the alternatives that are shown; the rest is noise. */
const MOST_RANKED = 6;

/** A classifier over checked content and the model trained from it. Pure: the same paste, the same answer. */
export function createClassifier(knowledge: IdentifyingKnowledge, model: Model): Classifier {
  const expert = expertise(knowledge, model.phrases, model.failures);
  let replyReader: ReplyReader | null = null;

  function diagnose(question: Question): Diagnosis {
    const judgement = judge(expert, question);
    const order = ranking(judgement, MOST_RANKED);
    const verdict = verdictOf(judgement, order);
    const ranked = rank(judgement, order, confidenceOf(model.calibration, verdict));
    return {
      certainty: certaintyOf(ranked),
      ranked,
      evidence: evidenceFor(judgement, verdict, expert.learned),
      decidingLine: decidingLineFor(judgement, verdict),
      hint: providerHintOf(knowledge, judgement, verdict, question.failure?.facts ?? null),
    };
  }

  function analyse(input: string | Uint8Array): Analysis {
    const reading = readPaste(input);
    if (reading.kind === 'refused') return reading;
    const { form, ownWords, otherKind } = reading;
    const questions = questionsOf(reading);
    const known = new Map<string, Diagnosis>();
    const diagnosed = questions.map((question): DiagnosedFailure => {
      const failure = question.failure ?? NO_FAILURE;
      const key = questions.length === 1 ? '' : likeness(failure);
      let diagnosis = known.get(key);
      if (diagnosis === undefined) known.set(key, (diagnosis = diagnose(question)));
      return { failure, diagnosis };
    });
    return { kind: 'analysed', form, otherKind, ownWords, diagnosed };
  }

  /** Its reader is made for the first answer: a start does not wait for it. */
  function understand(text: string): Meaning {
    replyReader ??= createReplyReader(new SoftmaxModel(model.replies), replyVocabulary(knowledge));
    return replyReader(text);
  }

  return { diagnose, analyse, understand };
}

/** The words people use in answers: what a mistyped word can be mended to. */
function replyVocabulary({ replies }: IdentifyingKnowledge): string[] {
  const words = Object.values(replies.intents).flatMap((sentences) =>
    sentences.flatMap((sentence) => readWords(sentence).words),
  );
  return [...new Set(words)];
}

/** Stands for the failure of a text in which none was found. */
const NO_FAILURE: Failure = { facts: {}, action: null, refusedBy: null, phase: null, reply: '', report: '' };

/** Failures of one paste that differ in the recipient alone are judged once. */
function likeness({ facts, action, refusedBy, phase, reply, report }: Failure): string {
  const recipient = facts.finalRecipient?.value ?? '';
  const hide = (text: string): string => (recipient === '' ? text : text.replaceAll(recipient, '@'));
  const codes = [facts.replyCode?.value, facts.enhancedStatusCode?.value, facts.remoteMta?.value];
  return JSON.stringify([codes, action, refusedBy, phase, hide(reply), hide(report)]);
}

/** The best label has the calibrated confidence; the others share what is left by their points. */
function rank({ labels, points }: Judgement, order: readonly number[], confidence: number): Ranked[] {
  const best = points[order[0] ?? 0] ?? 0;
  let others = -1;
  for (const worth of points) others += Math.exp(worth - best);
  return order.flatMap((number, at) => {
    const label = labels[number];
    if (label === undefined) return [];
    const share = Math.exp((points[number] ?? 0) - best) / others;
    const rest = Math.min(confidence, (1 - confidence) * share);
    return [{ label, confidence: round(at === 0 ? confidence : rest) }];
  });
}

function round(confidence: number): number {
  return Math.round(confidence * 1000) / 1000;
}
