import type { Content } from '../content';
import type { Fault } from '../fault';
import { DIALOGUE_PLACEHOLDERS, PLACEHOLDERS } from '../texts';
import { textsOf } from './texts-of';

/** Every {name} in braces is one that gets filled; the dialogue's own only in shared/texts.yaml. */
export function namesAreKnown(content: Content): readonly Fault[] {
  const anywhere = new Set<string>(PLACEHOLDERS);
  const inTexts = new Set<string>([...PLACEHOLDERS, ...DIALOGUE_PLACEHOLDERS]);
  return textsOf(content).flatMap(({ path, line, text }) => {
    const known = path === content.texts.path ? inTexts : anywhere;
    return [...text.matchAll(/\{([^{}]{1,60})\}/g)]
      .map((match) => match[1] ?? '')
      .filter((name) => !known.has(name))
      .map((name) => ({ path, line, message: `{${name}} is no name that gets filled in` }));
  });
}
