import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'node:v8';
import { createDialogue } from '../../src/dialogue/dialogue';
import { openEmbeddedStore } from '../../src/store/embedded-store';
import { delivered } from './killed-process';
import { scriptedEar } from './scripted-ear';
import { knowledge } from './world';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bouncedesk-killed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Anna has pasted her error and asked for a human; she asks again now, which hands it over. */
async function begin(): Promise<void> {
  writeFileSync(join(folder, 'script.bin'), serialize(knowledge));
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  const dialogue = createDialogue(knowledge);
  const at = new Date().toISOString();
  const texts = ['error mailbox-full 192.0.2.1', 'human'];
  const state = texts.reduce((before, text) => {
    const analysis = scriptedEar.analyse(text);
    const meaning = scriptedEar.understand(text);
    return dialogue.step(before, { kind: 'said', at, text, analysis, meaning, toBot: false }).state;
  }, dialogue.initial);
  await store.turn('slack:anna', (turn) =>
    turn.saveConversation(
      { channel: 'slack', address: 'anna', user: { id: 'anna', name: 'Anna' }, state },
      at,
    ),
  );
  await store.close();
}

async function live(): Promise<number | string | null> {
  const child = fork(join(__dirname, 'killed-process.ts'), [folder], {
    execArgv: ['-r', join(__dirname, '..', 'run-typescript.cjs')],
    env: { ...process.env, COMPILED: folder },
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal ?? code;
}

test('a process that is killed between every two steps of an escalation leaves one ticket and one card a desk', async () => {
  await begin();
  const ends: (number | string | null)[] = [];
  do ends.push(await live());
  while (ends.at(-1) === 'SIGKILL' && ends.length < 100);
  expect(ends.at(-1)).toBe(0);
  expect(ends.length).toBeGreaterThan(15);

  const world = delivered(join(folder, 'world.jsonl')).map(({ to, what }) => `${to}: ${what}`);
  expect(world.filter((entry) => entry === 'tickets: ticket')).toHaveLength(1);
  for (const desk of ['slack', 'teams']) {
    expect(world.filter((entry) => entry === `desk ${desk}: new card`)).toHaveLength(1);
    expect(world.filter((entry) => entry === `desk ${desk}: card`)).toHaveLength(1);
    expect(world.filter((entry) => entry === `desk ${desk}: line`)).toHaveLength(1);
  }
  expect(world.filter((entry) => entry === 'anna: post')).toHaveLength(2);
  const store = await openEmbeddedStore(join(folder, 'store.sqlite'));
  expect(await store.outbox(new Date().toISOString())).toMatchObject({ waiting: 0, buried: 0 });
  expect(await store.tickets(10)).toMatchObject([{ opened: { reference: 'T-BD-1001' } }]);
  await store.close();
}, 300_000);
