import { openTickets } from '../../src/cli/open-tickets';
import { parseConfig } from '../../src/config';

afterEach(() => {
  delete process.env['WEBHOOK_URL'];
  delete process.env['WEBHOOK_SECRET'];
});

test('without a ticket system, a case is a ticket in the store', async () => {
  expect((await openTickets(parseConfig({}))).name).toBe('none');
});

test('the system that is named is built from its settings', async () => {
  process.env['WEBHOOK_URL'] = 'http://127.0.0.1:9/desk';
  process.env['WEBHOOK_SECRET'] = 'sixteen characters at least';
  expect((await openTickets(parseConfig({ TICKETS: 'webhook' }))).name).toBe('webhook');
});

test('every setting that it lacks is told, and none is quoted', async () => {
  process.env['WEBHOOK_SECRET'] = 'short';
  const refused = openTickets(parseConfig({ TICKETS: 'webhook' }));
  await expect(refused).rejects.toMatchObject({
    code: 'config-faulty',
    message: expect.stringContaining('WEBHOOK_URL') as string,
  });
  await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('short') as string });
});
