/**
 * Being where resumption would have led, by the other school: after a fresh bind the client fetches
 * what it has missed, and says that it is there. A wait for the roster and one for the archive, or one
 * for both, and one more for every further page.
 *
 * The roster comes before presence (RFC 6121 §2.2), and presence before the archive, as clients do
 * it: whatever comes for a client that is available comes to it, and what came before is in the
 * archive, so that nothing falls in between. Its answer also says that everything has come that
 * presence brings. What has waited elsewhere (XEP-0160) may come a second time so, and is known by
 * its mark. A session that was resumed has all of it, unless it had been cut off while it was
 * catching up.
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
    if (isAnew) yield* flight(talk, roster(state), presence, missed.page)
    while (!missed.isComplete) yield* flight(talk, missed.page)
  }
  yield* reached('restored')
}
