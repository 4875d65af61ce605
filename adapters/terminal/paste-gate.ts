import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { plainText } from './plain-text';

/** A terminal that is asked to (`BRACKETED_PASTE_ON`) puts these around what is pasted (xterm control sequences). */
const PASTE_BEGINS = '\u001b[200~';
const PASTE_ENDS = '\u001b[201~';
export const BRACKETED_PASTE_ON = '\u001b[?2004h';
export const BRACKETED_PASTE_OFF = '\u001b[?2004l';

/**
 * Stands between the keyboard and the line editor, which would send each line of a paste as a message of its
 * own. A paste of several lines becomes one short word in the line, `[42 lines pasted]`, and is put back in
 * its place when the line is sent.
 */
export class PasteGate extends Transform {
  private readonly decoder = new StringDecoder('utf8');
  private readonly pastes = new Map<string, string>();
  private waiting = '';
  private pasting = false;

  /** The line with the pastes in the place of their stand-ins. */
  expand(line: string): string {
    let text = line;
    for (const [standIn, paste] of this.pastes) text = text.replaceAll(standIn, () => paste);
    this.pastes.clear();
    return text;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.waiting += this.decoder.write(chunk);
    while (this.passOn());
    done();
  }

  override _flush(done: TransformCallback): void {
    this.push(this.pasting ? this.standInFor(this.waiting) : this.waiting);
    done();
  }

  /** Takes the next stretch out of what waits; false when more must come first. */
  private passOn(): boolean {
    const marker = this.pasting ? PASTE_ENDS : PASTE_BEGINS;
    const at = this.waiting.indexOf(marker);
    if (at >= 0) {
      this.emitStretch(this.waiting.slice(0, at));
      this.waiting = this.waiting.slice(at + marker.length);
      this.pasting = !this.pasting;
      return true;
    }
    if (this.pasting) return false;
    const kept = beginningOf(marker, this.waiting);
    this.emitStretch(this.waiting.slice(0, this.waiting.length - kept));
    this.waiting = this.waiting.slice(this.waiting.length - kept);
    return false;
  }

  /** Nobody types two lines at once: from a terminal that marks no pastes, it is one too. */
  private emitStretch(text: string): void {
    const severalLines = /[\r\n]/.test(text.trimEnd());
    if (text !== '') this.push(this.pasting || severalLines ? this.standInFor(text) : text);
  }

  private standInFor(pasted: string): string {
    const text = pasted.replace(/\r\n?/g, '\n').trimEnd();
    const lines = text.split('\n').length;
    if (lines === 1) return plainText(text);
    const again = this.pastes.size === 0 ? '' : `, ${this.pastes.size + 1}`;
    const standIn = `[${lines} lines pasted${again}]`;
    this.pastes.set(standIn, text);
    return standIn;
  }
}

/** How many characters at the end of `text` may be the beginning of the marker. A lone Escape key is not kept. */
function beginningOf(marker: string, text: string): number {
  for (let length = Math.min(marker.length - 1, text.length); length > 1; length -= 1) {
    if (marker.startsWith(text.slice(-length))) return length;
  }
  return 0;
}
