import type { Content } from '../content';
import type { Fault } from '../fault';
import { parsePhrase } from '../phrase';
import type { Signature } from '../variant';

/** Every phrase can be read, and every provider, page and block list that a signature names exists. */
export function signaturesAreSound(content: Content): readonly Fault[] {
  const { variants, notABounce } = content;
  return [
    ...[...variants, notABounce].flatMap(({ path, value, lineOf }) =>
      value.signatures.flatMap((signature, at) => {
        const problems = [...phraseProblems(signature.phrase), ...unknownNames(signature, content)];
        return problems.map((message) => ({ path, line: lineOf('signatures', at), message }));
      }),
    ),
    ...providerPhrases(content),
    ...blocklistPhrases(content),
  ];
}

function phraseProblems(phrase: string | undefined): string[] {
  if (phrase === undefined) return [];
  const parsed = parsePhrase(phrase);
  return parsed.kind === 'fault' ? [`the phrase "${phrase}" cannot be read: ${parsed.reason}`] : [];
}

function unknownNames(
  { provider, page, blocklist }: Signature,
  { providers, blocklists }: Content,
): string[] {
  const problems: string[] = [];
  const check = (
    name: string | undefined,
    known: readonly { readonly id: string }[],
    where: string,
  ): void => {
    if (name !== undefined && !known.some(({ id }) => id === name))
      problems.push(`${where} has no "${name}"`);
  };
  check(provider, providers.value.providers, 'the providers of shared/providers.yaml');
  check(page, providers.value.pages, 'the pages of shared/providers.yaml');
  check(blocklist, blocklists.value.blocklists, 'shared/blocklists.yaml');
  return problems;
}

function providerPhrases({ providers: { path, value, lineOf } }: Content): Fault[] {
  return value.providers.flatMap(({ signatures }, at) =>
    (signatures ?? [])
      .flatMap(phraseProblems)
      .map((message) => ({ path, line: lineOf('providers', at), message })),
  );
}

function blocklistPhrases({ blocklists: { path, value, lineOf } }: Content): Fault[] {
  return value.blocklists.flatMap(({ phrases }, at) =>
    phrases.flatMap(phraseProblems).map((message) => ({ path, line: lineOf('blocklists', at), message })),
  );
}
