/**
 * Being where resumption would have led, by the other school: after a fresh bind the client fetches
 * what it has missed, and says that it is there. One wait each, or one for all, and one more for
 * every further page of the archive.
 *
 * The archive comes first, because what has waited elsewhere is then not sent as well (Prosody),
 * and the roster before presence (RFC 6121 §2.2). A session that was resumed has all of it, unless
 * it had been cut off while it was catching up.
 */
import type { LocalState } from '../dialogue/local-state.ts'
import type { Script } from '../dialogue/script.ts'
import { CatchUp } from './archive.ts'
import { flight } from './flight.ts'
import { presence } from './presence.ts'
import { roster } from './roster.ts'
import { reached } from './say.ts'
import type { Talk } from './talk.ts'

export function* restore(talk: Talk, state: LocalState): Script<void> {
  yield { kind: 'follow', state }
  const isAnew = talk.way === 'bound'
  if (isAnew || state.copy.archive === 'behind') {
    const missed = new CatchUp(state)
    if (isAnew) yield* flight(talk, missed.page, roster(state), presence)
    while (!missed.isComplete) yield* flight(talk, missed.page)
  }
  yield* reached('restored')
}
