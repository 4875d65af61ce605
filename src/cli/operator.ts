import { userInfo } from 'node:os';
import { deedName } from '../store/deed-name';

/** Who is at the terminal, as the audit trail names them: by the operating system's word. */
export function operator(): string {
  return deedName(userName(), 'terminal');
}

/** In a container the user often has a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? '?'}`;
  }
}
