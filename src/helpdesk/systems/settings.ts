import { z } from 'zod';

/** Long enough for a busy system that is saving a large paste. */
export const CALL_TIMEOUT_MS = 20_000;
/** How long a create whose answer was lost may still be under way on the other side. */
export const SETTLE_MS = 60_000;

/** What the settings of every HTTP system have in common. */
export const HttpAddress = z
  .url({ protocol: /^https?$/ })
  .refine((url) => new URL(url).username === '' && new URL(url).password === '', {
    message: 'keep user and password out of the address; they have settings of their own',
  })
  .refine((url) => new URL(url).search === '' && new URL(url).hash === '', {
    message: 'the address has no ? and no #',
  })
  .transform((url) => url.replace(/\/{1,9}$/, ''));

/** A password or token. Nothing but a header is ever made of it. */
export const SecretText = z
  .string()
  .min(1)
  .regex(/^[\x20-\x7e]*$/, 'has characters that no header can carry');
