import type { Form } from '../failure';
import type { Finding } from '../finding';
import type { Page } from '../page';

/** One way in which programs write about a failure. */
export interface Format {
  readonly name: string;
  readonly form: Form;
  /** Also looked for in reports that mail systems write; the others only in what people paste. */
  readonly inReports: boolean;
  /** A cheap look; reading decides. */
  recognises(text: string): boolean;
  /** Empty when it is not this format after all. */
  read(page: Page): Finding[];
}
