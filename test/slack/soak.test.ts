import { soakSlack } from '../soak/slack-soak';

test('a crowd, a Slack in trouble, and a bot that is killed: every message is answered once, in order', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? '20261124');
  const { trouble, ...seen } = await soakSlack({ conversations: 60, messages: 3, kills: 3, seed });
  expect(seen).toEqual({
    seed,
    conversations: 60,
    messages: 180,
    answeredOnce: 180,
    unanswered: 0,
    doubled: 0,
    outOfOrder: 0,
    refusedBySlack: [],
  });
  expect(trouble.kills).toBe(3);
  for (const count of [trouble.answersLost, trouble.comingAgain, trouble.retries, trouble.overtaken])
    expect(count).toBeGreaterThan(0);
}, 240_000);
