import { part } from './dom.js';

/**
 * Makes the whole window a place to drop a mail on.
 *
 * @param {(file: File) => void} onFile
 */
export function acceptDrops(onFile) {
  const veil = part('drop', HTMLElement);
  /** Entering a child comes before leaving its parent, so they are counted. */
  let depth = 0;
  const show = () => veil.classList.toggle('shown', depth > 0);

  window.addEventListener('dragenter', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth += 1;
    show();
  });
  window.addEventListener('dragleave', (event) => {
    if (!holdsFiles(event)) return;
    depth = Math.max(0, depth - 1);
    show();
  });
  window.addEventListener('dragover', (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  window.addEventListener('drop', (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show();
    for (const file of event.dataTransfer?.files ?? []) onFile(file);
  });
}

/** @param {DragEvent} event */
function holdsFiles(event) {
  return event.dataTransfer?.types.includes('Files') ?? false;
}
