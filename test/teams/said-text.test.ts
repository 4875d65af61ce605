import { saidText } from '../../adapters/teams/said-text';
import { BOT_ID, html, inChannel, inGroupChat, inPersonalChat, mention, parsed, toBot } from './activities';

const bot = mention(BOT_ID, 'Bouncedesk');
const mentionSpan = (index: number, name: string) =>
  `<span itemscope itemtype="http://schema.skype.com/Mention" itemid="${index}">${name}</span>`;

describe('the words of a message', () => {
  it.each([
    ['the bot in front', { ...toBot('1') }, '1'],
    ['the bot at the end', { text: 'is this bad? <at>Bouncedesk</at>', entities: [bot] }, 'is this bad?'],
    [
      'somebody else stays, by name',
      {
        text: '<at>Bouncedesk</at> ask <at>Ann Lee</at> about it',
        entities: [bot, mention('29:ann', 'Ann Lee')],
      },
      'ask Ann Lee about it',
    ],
    [
      'somebody with the name of the bot stays',
      {
        text: '<at>Bouncedesk</at> and <at>Bouncedesk</at> agree',
        entities: [bot, mention('29:impostor', 'Bouncedesk')],
      },
      'and Bouncedesk agree',
    ],
    [
      'a name typed by hand is no mention',
      { text: 'Bouncedesk said 550', entities: [] },
      'Bouncedesk said 550',
    ],
    [
      'escaped addresses',
      { text: 'to &lt;kim@example.net&gt;:&nbsp;550&#160;5.1.1 &amp; more' },
      'to <kim@example.net>: 550 5.1.1 & more',
    ],
    ['nothing but the bot', { text: '<at>Bouncedesk</at>', entities: [bot] }, ''],
    ['no text at all', {}, ''],
  ])('without HTML: %s', (_, message, expected) => {
    expect(saidText(parsed(inGroupChat('1', message)))).toBe(expected);
  });

  it.each([
    [
      'the bot by the index of its mention',
      `<div>${mentionSpan(0, 'Ann')} and ${mentionSpan(1, 'Bouncedesk')}&nbsp;look</div>`,
      [mention('29:ann', 'Ann'), bot],
      'Ann and look',
    ],
    [
      'a quote of the bot is not what the person says',
      `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri" itemid="${BOT_ID}">Bouncedesk</strong><p itemprop="preview">Did it arrive?</p></blockquote><p>yes</p>`,
      [],
      'yes',
    ],
    [
      'a quote of a colleague is',
      `<blockquote itemscope itemtype="http://schema.skype.com/Reply" itemid="1"><strong itemprop="mri" itemid="29:ann">Ann</strong><p itemprop="preview">550 5.1.1 unknown</p></blockquote><p>what is that?</p>`,
      [],
      'Ann\n\n550 5.1.1 unknown\n\nwhat is that?',
    ],
  ])('with HTML: %s', (_, content, entities, expected) => {
    const message = { text: 'flat', attachments: [html(content)], entities };
    expect(saidText(parsed(inChannel('2', '1', message)))).toBe(expected);
  });

  it('reads a report pasted from Outlook as its lines and columns', () => {
    const pasted = `<div><table style="width:548px" border="0"><tbody>
      <tr><td><b>Your message to <span style="color:#0072c6">kim@example.net</span> couldn't be delivered.</b></td></tr>
      <tr><td>Reported by:</td><td>mx1.example.net</td></tr></tbody></table>
      <p><b>Diagnostic information for administrators:</b></p>
      <p>kim@example.net<br>Remote Server returned '550&nbsp;5.1.1 &lt;kim@example.net&gt;: user unknown'</p>
      <pre>Received: from a\n  by b</pre></div>`;
    expect(saidText(parsed(inPersonalChat('3', { text: 'flat', attachments: [html(pasted)] })))).toBe(
      [
        "Your message to kim@example.net couldn't be delivered.",
        'Reported by:  mx1.example.net',
        '',
        'Diagnostic information for administrators:',
        '',
        'kim@example.net',
        "Remote Server returned '550 5.1.1 <kim@example.net>: user unknown'",
        '',
        'Received: from a',
        '  by b',
      ].join('\n'),
    );
  });

  it('keeps what only looks like a tag', () => {
    const content = 'a < b, <kim@example.net> and <!-- hidden --><script>alert(1)</script>done';
    expect(saidText(parsed(inPersonalChat('4', { attachments: [html(content)] })))).toBe(
      'a < b, <kim@example.net> and done',
    );
  });

  it.each([
    ['tags that never end', '<a "'.repeat(60_000)],
    ['quotes that never close', '<blockquote itemtype="x/Reply">'.repeat(8_000)],
  ])('survives %s', (_, content) => {
    expect(() => saidText(parsed(inPersonalChat('5', { attachments: [html(content)] })))).not.toThrow();
  });
});
