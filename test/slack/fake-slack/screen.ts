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

function textsIn(elements: readonly unknown[]): string {
  return (elements as { text?: string; url?: string; elements?: unknown[] }[])
    .map((element) =>
      element.elements === undefined ? (element.text ?? element.url ?? '') : textsIn(element.elements),
    )
    .join('');
}
