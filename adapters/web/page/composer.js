import { part } from './dom.js';

/** Longer texts travel as a file: whole mails are pasted too. */
const LONGEST_MESSAGE = 250_000;

/** A browser's own way to insert a text of thousands of lines takes it half a minute; ours takes a moment. */
const LONG_PASTE = 5_000;

/**
 * The message box. Enter sends; within a text of several lines it only does so at the end, because in the
 * middle the person is still editing what they pasted.
 *
 * @param {{ onText: (text: string) => void, onFile: (file: File) => void }} listener
 */
export function createComposer(listener) {
  const form = part('composer', HTMLFormElement);
  const box = part('text', HTMLTextAreaElement);
  const picker = part('file', HTMLInputElement);
  const problem = part('composer-problem', HTMLElement);
  /** Where the unsent text of the open conversation is kept. */
  let draftKey = '';

  const changed = () => {
    form.classList.toggle('filled', box.value.trim() !== '');
    box.classList.toggle('verbatim', box.value.includes('\n'));
    fit(box);
    keepDraft(draftKey, box.value);
  };

  const submit = () => {
    const text = box.value;
    if (text.trim() === '') return box.focus();
    problem.textContent = '';
    box.value = '';
    changed();
    if (text.length > LONGEST_MESSAGE) listener.onFile(new File([text], 'pasted-text.txt'));
    else listener.onText(text);
  };

  box.addEventListener('input', changed);
  box.addEventListener('keydown', (event) => {
    if (!sends(event, box)) return;
    event.preventDefault();
    submit();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
    box.focus();
  });
  part('attach', HTMLButtonElement).addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    for (const file of picker.files ?? []) listener.onFile(file);
    picker.value = '';
    box.focus();
  });

  document.addEventListener('paste', (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (files.length === 0 && event.target === box && text.length < LONG_PASTE) return;
    event.preventDefault();
    files.forEach(listener.onFile);
    if (files.length > 0) return;
    box.focus();
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    changed();
  });

  return {
    /**
     * Shows the unsent text of a conversation.
     *
     * @param {string} conversation
     */
    open(conversation) {
      draftKey = `draft ${conversation}`;
      box.value = sessionStorage.getItem(draftKey) ?? '';
      problem.textContent = '';
      changed();
    },
    focus: () => box.focus({ preventScroll: true }),
    /**
     * Says why something was not taken; a text goes back into the box unless another one is there.
     *
     * @param {string} message
     * @param {string} [text]
     */
    complain(message, text) {
      problem.textContent = message;
      if (text === undefined || box.value.trim() !== '') return;
      box.value = text;
      changed();
    },
  };
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLTextAreaElement} box
 */
function sends(event, box) {
  if (event.key !== 'Enter' || event.isComposing || event.shiftKey || event.altKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  const text = box.value;
  return !text.includes('\n') || text.slice(box.selectionEnd).trim() === '';
}

/** @param {HTMLTextAreaElement} box */
function fit(box) {
  box.style.height = '';
  if (box.value !== '') box.style.height = `${box.scrollHeight}px`;
}

/**
 * @param {string} draftKey
 * @param {string} text
 */
function keepDraft(draftKey, text) {
  try {
    if (text === '') sessionStorage.removeItem(draftKey);
    else sessionStorage.setItem(draftKey, text);
  } catch {
    sessionStorage.removeItem(draftKey); // More than the browser keeps: it stays in the box only.
  }
}
