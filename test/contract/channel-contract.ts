/**
 * What every messaging platform's adapter owes the bot and the people who talk to it, whichever platform it
 * is. An adapter's tests call `describeChannel` with a harness over its own fake platform (test/teams and
 * test/slack each have one): the real bot of src/bot.ts with the scripted dialogue of test/bot/scripted.ts,
 * its turns over real HTTP. The scripted dialogue repeats what is said as `TURN: TEXT`; `ask N` asks question
 * N with the one choice "Yes, it did"; `timer NAME SECONDS` says `timer NAME` later; a press says `chose yes`.
 */
export interface ChannelHarness {
  /** A person says it there. The same id is the same message, sent again. Resolves when what follows is done. */
  say(message: Said): Promise<void>;
  /** Presses a button there, as somebody whose screen may be out of date. Resolves when what follows is done. */
  press(place: Place, label: string): Promise<void>;
  /** What a person sees there now, oldest first. */
  shown(place: Place): readonly ShownMessage[];
  /** The next sends to the place are refused: for the moment (`busy`), or because the bot was thrown out (`gone`). */
  refuse(place: Place, refusals: readonly ('busy' | 'gone')[]): void;
  /** Lets time pass and everything happen that it makes due. */
  pass(seconds: number): Promise<void>;
  /** How many messages were given up where a human can see them. */
  givenUp(): Promise<number>;
  /** Rules of the platform that were broken; empty when none was. */
  faults(): readonly string[];
  close(): Promise<void>;
}

/** The bot was called into the threads; nobody needs to call it again there. */
export type Place = 'direct' | 'thread-a' | 'thread-b';

export interface Said {
  readonly place: Place;
  readonly id: string;
  readonly text: string;
}

export interface ShownMessage {
  /** As it is read on the screen, its lines joined by a space. */
  readonly text: string;
  /** What can be pressed. */
  readonly buttons: readonly string[];
}

const PLACES: readonly Place[] = ['direct', 'thread-a', 'thread-b'];

export function describeChannel(name: string, open: () => Promise<ChannelHarness>): void {
  describe(`${name} as a channel`, () => {
    let channel: ChannelHarness;
    beforeEach(async () => {
      channel = await open();
    });
    afterEach(async () => {
      const faults = channel.faults();
      await channel.close();
      expect(faults).toEqual([]);
    });

    const textsIn = (place: Place) => channel.shown(place).map(({ text }) => text);

    it('answers each conversation where it takes place', async () => {
      for (const place of PLACES) await channel.say({ place, id: `${place}-1`, text: `one in ${place}` });
      for (const place of PLACES) await channel.say({ place, id: `${place}-2`, text: `two in ${place}` });
      for (const place of PLACES) {
        expect(textsIn(place)).toEqual([`1: one in ${place}`, `2: two in ${place}`]);
      }
    });

    it('says what it says by itself in the conversation it belongs to', async () => {
      await channel.say({ place: 'thread-a', id: '1', text: 'timer reminder 3600' });
      await channel.say({ place: 'thread-b', id: '2', text: 'something else' });
      await channel.pass(3_601);
      expect(textsIn('thread-a')).toEqual(['timer reminder']);
      expect(textsIn('thread-b')).toEqual(['1: something else']);
    });

    it.each([
      ['angle brackets', '550 5.1.1 <kim@example.net> a < b & c > d'],
      ['an entity', 'it says &lt;b&gt; and &amp;amp;'],
      ['emphasis', '5 * 3 * 2, _this_ and __that__, ~gone~'],
      ['code', 'the `queue` and ```more```'],
      ['a link in Markdown', '[click](https://evil.example)'],
      ['a heading and a list', '# one'],
      ['calls to everybody', '@here @channel <at>Everyone</at>'],
    ])('shows %s as it was written', async (_, text) => {
      await channel.say({ place: 'direct', id: '1', text });
      expect(textsIn('direct')).toEqual([`1: ${text}`]);
    });

    it('keeps the limits with a text of any length', async () => {
      await channel.say({
        place: 'direct',
        id: '1',
        text: '550 5.1.1 <kim@example.net> unknown "user" '.repeat(1_500),
      });
      const [message] = channel.shown('direct');
      expect(message?.text).toMatch(/^1: 550 5\.1\.1/);
    });

    it('answers a message once, however often it is sent', async () => {
      const message: Said = { place: 'thread-a', id: '1', text: 'once more' };
      await Promise.all([channel.say(message), channel.say(message), channel.say(message)]);
      await channel.say(message);
      expect(textsIn('thread-a')).toEqual(['1: once more']);
    });

    it('shows on a question what was chosen, and nothing is left to press', async () => {
      await channel.say({ place: 'thread-a', id: '1', text: 'ask 7' });
      expect(channel.shown('thread-a')).toEqual([{ text: 'a question', buttons: ['Yes, it did'] }]);
      await channel.press('thread-a', 'Yes, it did');
      const [question, answer, ...more] = channel.shown('thread-a');
      expect(question?.text).toMatch(/^a question .*Yes, it did/);
      expect(question?.buttons).toEqual([]);
      expect(answer?.text).toBe('chose yes');
      expect(more).toEqual([]);
    });

    it('takes two presses of one button for one answer', async () => {
      await channel.say({ place: 'direct', id: '1', text: 'ask 7' });
      await Promise.all([channel.press('direct', 'Yes, it did'), channel.press('direct', 'Yes, it did')]);
      expect(textsIn('direct').filter((text) => text === 'chose yes')).toHaveLength(1);
    });

    it('sends what the platform could not take later, in order', async () => {
      channel.refuse('thread-a', ['busy', 'busy']);
      await channel.say({ place: 'thread-a', id: '1', text: 'first' });
      await channel.say({ place: 'thread-a', id: '2', text: 'second' });
      await channel.pass(60);
      expect(textsIn('thread-a')).toEqual(['1: first', '2: second']);
    });

    it('gives up where it was thrown out, and a human can see it', async () => {
      channel.refuse('thread-a', ['gone']);
      await channel.say({ place: 'thread-a', id: '1', text: 'first' });
      await channel.say({ place: 'thread-b', id: '2', text: 'elsewhere' });
      await channel.pass(60);
      expect(textsIn('thread-a')).toEqual([]);
      expect(textsIn('thread-b')).toEqual(['1: elsewhere']);
      expect(await channel.givenUp()).toBe(1);
    });
  });
}
