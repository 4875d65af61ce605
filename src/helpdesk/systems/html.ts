/**
 * Plain text as HTML that shows it letter by letter: no markup or mention of its own survives, and no
 * placeholder such as {{ticket.requester.email}}, which a ticket system would fill in.
 */
export function preformatted(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('{', '&#123;');
  return `<pre>${escaped}</pre>`;
}
