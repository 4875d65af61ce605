/**
 * Makes an element. Strings become text, never markup: it is the only way this page puts words on the screen.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {...(string | Node | null)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className !== '') element.className = className;
  element.append(...children.filter((child) => child !== null));
  return element;
}

/**
 * A button that submits nothing.
 *
 * @param {string} className
 * @param {string} label
 * @param {() => void} onPress
 */
export function button(className, label, onPress) {
  const element = make('button', className, label);
  element.type = 'button';
  element.addEventListener('click', onPress);
  return element;
}

/**
 * The element of index.html with this id; it is a mistake of ours when it isn't there.
 *
 * @template {HTMLElement} Kind
 * @param {string} id
 * @param {new () => Kind} kind
 * @returns {Kind}
 */
export function part(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return element;
}
