/** What a dialogue tells, as comments on the packets of its capture: waits and milestones. */
import type { Comments } from '../capture/simulated/comments.ts'
import type { Instant } from '../units.ts'
import type { DialogueNews } from '../xmpp/dialogue/output.ts'

export const commentingOn =
  (comments: Comments) =>
  (news: DialogueNews, at: Instant): void => {
    if (news.kind === 'waited') comments.waited(news.layer, at)
    else if (news.kind === 'reached') comments.reached(news.milestone, at)
  }
