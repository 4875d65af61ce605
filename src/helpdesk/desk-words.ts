import type { AgentNotice, DeskNotice } from '../dialogue/effect';

/** What the bot tells the agents of a case. `name` is the employee's. */
export function noticeWords(notice: DeskNotice, name: string): string {
  switch (notice.kind) {
    case 'untaken':
      return notice.last
        ? `Nobody has taken this for ${notice.minutes} minutes of your hours. ${name} has been told that it is still waiting. This is the last reminder.`
        : `Nobody has taken this for ${notice.minutes} minutes of your hours.${notice.raised ? ' Its priority was raised.' : ''}`;
    case 'confirmed':
      return `${name} says that it works.`;
    case 'joined':
      return `${name} has the same trouble and was added to this case. They will be asked too once it is solved.`;
    case 'still-bouncing':
      return `${name} says that it is still bouncing.`;
    case 'no-longer-needed':
      return `${name} no longer needs help with this.`;
  }
}

export function agentNoticeWords(notice: AgentNotice): string {
  switch (notice.kind) {
    case 'taken-by':
      return `${notice.name} has this one already. What you write in the thread still reaches the person.`;
    case 'already-over':
      return 'This one is closed already.';
    case 'already-solved':
      return 'This one was marked as solved already; the person is being asked whether it works.';
  }
}
