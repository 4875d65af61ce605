import { soakSlack } from '../soak/slack-soak';

test('a crowd, a Slack in trouble, and a bot that is killed: every message is answered once, in order', async () => {
  const seed = Number(process.env['SOAK_SEED'] ?? '20261124');
  const result = await soakSlack({ conversations: 60, messages: 3, kills: 3, seed });
  expect(result).toEqual({
    seed,
    expected: 180,
    answeredOnce: 180,
    doubled: 0,
    outOfOrder: 0,
    killed: 3,
    refusedBySlack: [],
  });
}, 120_000);
