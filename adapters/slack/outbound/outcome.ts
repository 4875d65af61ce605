import type { DeliveryOutcome } from '../../../src/channel';
import type { SlackAnswer } from './web-api';

export const NOT_INSTALLED: DeliveryOutcome = {
  kind: 'undeliverable',
  reason: 'the app is not installed in this workspace',
};

/** What an answer of Slack's means to the outbox, where it is not what was asked for. */
export function outcomeOf(answer: SlackAnswer): DeliveryOutcome {
  switch (answer.kind) {
    case 'ok':
      return { kind: 'retry', afterMs: 0, reason: 'Slack answered without what was asked for' };
    case 'refused':
      return { kind: 'undeliverable', reason: `Slack: ${answer.error}` };
    case 'later':
      return { kind: 'retry', afterMs: answer.afterMs, reason: answer.reason };
  }
}
