import { renderBlock } from './blocks.js';
import { renderChoices } from './choices.js';
import { make } from './dom.js';
import { renderFile, renderSaid } from './paste.js';
import { bringIntoView, isAtEnd } from './scroll.js';

/**
 * @typedef {import('./api.js').Entry} Entry
 * @typedef {import('../../../src/dialogue/reply').Reply} Reply
 * @typedef {import('./choices.js').Choices} Choices
 */

/**
 * The conversation as it was stored, drawn in order. Only the newest question can be answered.
 *
 * @param {HTMLElement} log
 * @param {(question: number, choice: string) => void} onChoose
 */
export function createConversation(log, onChoose) {
  /** @type {Map<number, Choices>} */
  const questions = new Map();
  let last = 0;
  let day = '';

  /** @param {Reply} reply */
  const drawReply = (reply) => {
    for (const choices of questions.values()) choices.settle({});
    const message = make('div', 'message bot', make('span', 'unseen', 'bouncedesk: '));
    message.append(...reply.blocks.map(renderBlock));
    if (reply.question) {
      const { question } = reply;
      const choices = renderChoices(question, (choice) => onChoose(question.id, choice));
      questions.set(question.id, choices);
      message.append(choices.element);
    }
    return message;
  };

  /** @param {Entry} entry */
  const draw = (entry) => {
    switch (entry.kind) {
      case 'said':
        return ownMessage(
          entry.file === null ? renderSaid(entry.text, entry.paste) : renderFile(entry.file, entry.text),
        );
      case 'chose':
        questions.get(entry.question)?.settle({ label: entry.label });
        return null;
      case 'replied':
        return drawReply(entry.reply);
    }
  };

  /**
   * Days are told apart once there is more than today.
   *
   * @param {string} at
   */
  const drawDay = (at) => {
    const next = dayOf(new Date(at));
    const plain = next === day || (day === '' && next === dayOf(new Date()));
    day = next;
    if (!plain) log.append(make('p', 'day', next));
  };

  return {
    /** The number of the newest entry that is shown. */
    last: () => last,

    clear() {
      log.replaceChildren();
      questions.clear();
      last = 0;
      day = '';
    },

    /**
     * Draws an entry; one that was drawn before is left alone.
     *
     * @param {Entry} entry
     */
    show(entry) {
      if (entry.number <= last) return;
      last = entry.number;
      const follow = isAtEnd();
      const element = draw(entry);
      if (!element) return;
      drawDay(entry.at);
      log.append(element);
      if (follow) bringIntoView(element);
    },

    /**
     * Shows which answer is on its way; null when it did not get through.
     *
     * @param {number} question
     * @param {string | null} choice
     */
    sending(question, choice) {
      questions.get(question)?.busy(choice);
    },

    /** Moves the focus to the open question, for people who answered the one before by keyboard. */
    focusQuestion() {
      [...questions.values()].at(-1)?.focus();
    },
  };
}

/** @param {Date} date */
function dayOf(date) {
  return date.toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' });
}

/** @param {Node} content */
export function ownMessage(content) {
  return make('div', 'message own', make('span', 'unseen', 'You: '), content);
}
