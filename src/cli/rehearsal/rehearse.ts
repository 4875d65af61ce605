import type { Analysis, Meaning } from '../../classifier/diagnosis';
import type { DeskTerms } from '../../dialogue/desk-terms';
import type { Effect } from '../../dialogue/effect';
import type { DialogueEvent } from '../../dialogue/event';
import type { Script } from '../../dialogue/script';
import { activeCase, heldCase, initialState, type State } from '../../dialogue/state';
import { wordsToBot } from '../../dialogue/to-bot';
import { step } from '../../dialogue/step';
import type { Cue, Transcript } from './transcript';
import { termsOf, writeCue, writeHead } from './transcript';
import { writeEffect } from './write-effect';

/** What a rehearsal needs of the classifier. */
export interface Ear {
  analyse(text: string): Analysis;
  understand(text: string): Meaning;
}

const STARTS_AT = Date.parse('2026-01-05T09:00:00Z');
const TURN_SECONDS = 60;

/** A conversation being played: its own clock, its own timers and tickets. */
interface Stage {
  readonly desk: DeskTerms;
  state: State;
  now: number;
  readonly timers: Map<string, number>;
  /** The tickets' references, by the numbers of their cases. */
  readonly tickets: Map<number, string>;
  /** The ticket that the next hand-over is added to, when there is one. */
  knownAs: string | null;
  readonly lines: string[];
}

/** Plays a transcript's cues through the dialogue and writes the whole conversation down. */
export function rehearse(script: Script, ear: Ear, transcript: Transcript): string {
  const stage: Stage = {
    desk: termsOf(transcript),
    state: initialState,
    now: STARTS_AT,
    timers: new Map(),
    tickets: new Map(),
    knownAs: transcript.knownAs,
    lines: [...writeHead(transcript)],
  };
  for (const cue of transcript.cues) {
    stage.now += TURN_SECONDS * 1000;
    stage.lines.push('', writeCue(cue));
    play(script, stage, eventOf(ear, stage, cue));
  }
  return `${stage.lines.join('\n')}\n`;
}

function eventOf(ear: Ear, stage: Stage, cue: Cue): DialogueEvent {
  const at = () => new Date(stage.now).toISOString();
  switch (cue.kind) {
    case 'says': {
      const command = wordsToBot(cue.text);
      return {
        kind: 'said',
        at: at(),
        text: cue.text,
        analysis: ear.analyse(cue.text),
        meaning: ear.understand(command ?? cue.text),
        toBot: command !== null,
      };
    }
    case 'presses': {
      const question = stage.state.question;
      const choice = question?.choices.find((entry) => entry.label === cue.label);
      return {
        kind: 'chose',
        at: at(),
        question: question?.id ?? 0,
        choice: choice?.id ?? `no choice "${cue.label}"`,
      };
    }
    case 'agent-acts':
      return {
        kind: 'agentActed',
        at: at(),
        caseId: agentsCaseOf(stage.state),
        agent: { id: cue.name, name: cue.name },
        from: 'desk',
        act: cue.act,
      };
    case 'time-passes': {
      const [next] = [...stage.timers].sort((one, other) => one[1] - other[1]);
      stage.now = Math.max(stage.now, next?.[1] ?? 0);
      if (next !== undefined) stage.timers.delete(next[0]);
      return { kind: 'timerFired', at: at(), timer: next?.[0] ?? 'none' };
    }
    case 'leader-closes':
      return { kind: 'leaderClosed', at: at(), caseId: stage.state.activeCase ?? 0 };
  }
}

/** The card that an agent is at: of the case that somebody has, else of the one that is talked about. */
function agentsCaseOf(state: State): number {
  const onCard =
    activeCase(state)?.ticket === null ? state.cases.findLast(({ ticket }) => ticket !== null) : null;
  return (heldCase(state) ?? onCard ?? activeCase(state))?.id ?? 0;
}

function play(script: Script, stage: Stage, event: DialogueEvent): void {
  const turn = step(script, stage.state, event, stage.desk);
  stage.state = turn.state;
  stage.lines.push(...turn.effects.map(writeEffect).filter((line) => line !== null));
  const outcomes = turn.effects.map((effect) => perform(stage, effect));
  for (const outcome of outcomes) if (outcome !== null) play(script, stage, outcome);
}

function perform(stage: Stage, effect: Effect): DialogueEvent | null {
  switch (effect.kind) {
    case 'setTimer':
      stage.timers.set(effect.timer, stage.now + effect.afterSeconds * 1000);
      return null;
    case 'cancelTimer':
      stage.timers.delete(effect.timer);
      return null;
    case 'openTicket':
      return ticketEvent(stage, effect.draft.caseId);
    case 'reply':
    case 'settleQuestion':
    case 'showStanding':
    case 'relay':
    case 'mirror':
    case 'passFile':
    case 'tellDesk':
    case 'tellAgent':
      return null;
  }
}

function ticketEvent(stage: Stage, caseId: number): DialogueEvent {
  const at = new Date(stage.now).toISOString();
  const { knownAs } = stage;
  if (knownAs !== null) {
    stage.knownAs = null;
    return { kind: 'ticketJoined', at, caseId, reference: knownAs, url: null };
  }
  const reference = stage.tickets.get(caseId) ?? `BD-${1001 + stage.tickets.size}`;
  stage.tickets.set(caseId, reference);
  return { kind: 'ticketOpened', at, caseId, reference, url: null };
}
