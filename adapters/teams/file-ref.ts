import { z } from 'zod';

/** A file that Teams mentions but does not let the bot read. */
export const UNREADABLE_FILE = 'unreadable';

const DownloadInfo = z.object({ downloadUrl: z.url() });

/** The address a file can be read from, out of the `file.download.info` attachment. */
export function fileRef(content: unknown): string {
  return DownloadInfo.safeParse(content).data?.downloadUrl ?? UNREADABLE_FILE;
}
