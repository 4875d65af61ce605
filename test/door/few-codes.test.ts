import { fewCodes } from '../../src/cli/few-codes';
import { reasonCode } from '../../src/reason-code';

it.each([
  ['channel_not_found', 'channel_not_found'],
  ['Slack could not be reached: ECONNREFUSED', 'slack-could-not-be-reached-econnrefused'],
  ['create-failing', 'create-failing'],
  ['status 503', 'status-503'],
  ['message 1795517784 of kim@example.net', 'message-of'],
  ['no route to mx.example.net:25', 'no-route-to'],
  ['', 'unnamed'],
])('%s becomes one word', (reason, code) => {
  expect(reasonCode(reason)).toBe(code);
});

it('has a bound on how many it tells apart, on each platform', () => {
  const few = fewCodes(2);
  const codes = ['a', 'b', 'c', 'a', 'd'].map((reason) => few('slack', reason));
  expect(codes).toEqual(['a', 'b', 'other', 'a', 'other']);
  expect(few('teams', 'c')).toBe('c');
});
