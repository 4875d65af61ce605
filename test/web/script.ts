import type { Reply } from '../../src/dialogue/reply';

const LINE =
  '550 5.7.26 Unauthenticated email from example.com is not accepted due to domain’s DMARC policy.';

/** Every kind of block, with texts of the length the bot really writes. */
export const script: readonly Reply[] = [
  {
    blocks: [
      { kind: 'heading', text: 'Hello. Did a mail come back to you?' },
      {
        kind: 'text',
        text: 'Paste the error message here, or drop the whole mail that came back. I tell you what it means, who can fix it, and what to do now.',
      },
    ],
    question: {
      id: 1,
      choices: [
        { id: 'where', label: 'Where do I find the error?', weight: 'plain' },
        { id: 'human', label: 'Talk to a human', weight: 'aside' },
      ],
    },
  },
  {
    blocks: [
      { kind: 'heading', text: 'This address does not exist at the other side' },
      {
        kind: 'text',
        text: 'The server of partner.example knows nobody by the name you wrote to. Nothing is wrong with your mail itself.\nMost often it is one wrong letter.',
      },
      {
        kind: 'evidence',
        line: LINE,
        marks: [
          { start: 11, end: 32 },
          { start: 73, end: 94 },
        ],
      },
      {
        kind: 'facts',
        items: [
          { label: 'Recipient', value: 'anna.schmitt@partner.example' },
          { label: 'Whose side', value: 'yours: it can be fixed in your mail program' },
          { label: 'Refused by', value: 'mx1.partner.example' },
        ],
      },
      {
        kind: 'step',
        number: 2,
        of: 4,
        title: 'Compare the address, letter by letter',
        text: 'Look at anna.schmitt@partner.example and compare it with a business card, a signature or an earlier mail from that person.',
      },
      { kind: 'link', label: 'What the provider says about it', url: 'https://support.example/550' },
      {
        kind: 'note',
        title: 'A note to forward',
        text: 'Hello Anna,\n\nmy mail to anna.schmitt@partner.example came back. Could you send me your present address?\n\nThank you',
      },
    ],
    question: {
      id: 2,
      choices: [
        { id: 'wrong', label: 'There was a mistake in it', weight: 'main' },
        { id: 'right', label: 'The address is right', weight: 'plain' },
        { id: 'unsure', label: 'I cannot tell', weight: 'plain' },
        { id: 'how', label: 'How do I do that?', weight: 'aside' },
        { id: 'back', label: 'Back', weight: 'aside' },
        { id: 'human', label: 'Talk to a human', weight: 'aside' },
      ],
    },
  },
  {
    blocks: [
      {
        kind: 'text',
        text: 'Good. Correct it, send the mail once more, and tell me whether it went through.',
      },
      { kind: 'link', label: 'Not a link', url: 'javascript:alert(1)' },
    ],
    question: {
      id: 3,
      choices: [
        { id: 'solved', label: 'It arrived', weight: 'main' },
        { id: 'not', label: 'It came back again', weight: 'plain' },
      ],
    },
  },
];
