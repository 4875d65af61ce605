import type { Analysis, Meaning } from '../../classifier/diagnosis';
import type { Effect } from '../../dialogue/effect';
import type { DialogueEvent } from '../../dialogue/event';
import type { Script } from '../../dialogue/script';
import { initialState, type State } from '../../dialogue/state';
import { wordsToBot } from '../../dialogue/to-bot';
import { step } from '../../dialogue/step';
import type { Cue, Transcript } from './transcript';
import { writeCue } from './transcript';
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
  state: State;
  now: number;
  readonly timers: Map<string, number>;
  tickets: number;
  readonly lines: string[];
}

/** Plays a transcript's cues through the dialogue and writes the whole conversation down. */
export function rehearse(script: Script, ear: Ear, transcript: Transcript): string {
  const stage: Stage = {
    state: initialState,
    now: STARTS_AT,
    timers: new Map(),
    tickets: 0,
    lines: [`# ${transcript.title}`],
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
        caseId: stage.state.activeCase ?? 0,
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
  }
}

function play(script: Script, stage: Stage, event: DialogueEvent): void {
  const turn = step(script, stage.state, event);
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
      stage.tickets += 1;
      return {
        kind: 'ticketOpened',
        at: new Date(stage.now).toISOString(),
        caseId: effect.draft.caseId,
        reference: `BD-${1000 + stage.tickets}`,
        url: null,
      };
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
