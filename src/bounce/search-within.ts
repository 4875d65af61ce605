/**
 * indexOf and lastIndexOf that stop at a limit. The built-in ones go on to the end of the text, which makes a
 * search in every line of a large paste quadratic.
 */
export function indexWithin(text: string, code: number, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    if (text.charCodeAt(at) === code) return at;
  }
  return -1;
}

export function lastIndexWithin(text: string, code: number, from: number, to: number): number {
  for (let at = to - 1; at >= from; at--) {
    if (text.charCodeAt(at) === code) return at;
  }
  return -1;
}
