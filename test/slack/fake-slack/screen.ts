/** What a person sees of a message, and can press. */

export interface FakeButton {
  readonly type: string;
  readonly action_id: string;
  readonly text: { readonly text: string };
  readonly value?: string;
}

export function buttonsOf(blocks: readonly unknown[]): readonly FakeButton[] {
  return (blocks as { type: string; elements?: FakeButton[] }[])
    .filter((block) => block.type === 'actions')
    .flatMap((block) => block.elements ?? []);
}

/** What a person sees of a message, without its buttons. */
export function shownText(blocks: readonly unknown[]): string {
  return (blocks as { type: string; text?: { text: string }; elements?: unknown[] }[])
    .filter((block) => block.type !== 'actions')
    .map((block) => block.text?.text ?? textsIn(block.elements ?? []))
    .join('\n');
}

interface Element {
  readonly text?: string;
  readonly url?: string;
  /** Whom it mentions. */
  readonly user_id?: string;
  readonly elements?: readonly unknown[];
}

function textsIn(elements: readonly unknown[]): string {
  return (elements as Element[])
    .map(({ text, url, user_id: user, elements: inner }) =>
      inner === undefined ? (user === undefined ? (text ?? url ?? '') : `@${user}`) : textsIn(inner),
    )
    .join('');
}
