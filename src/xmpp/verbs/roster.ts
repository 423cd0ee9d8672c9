/** The roster, unless the version that is held is that of now (RFC 6121 §2.6). */
import { element } from '../../xml/xml.ts'
import type { LocalState } from '../dialogue/local-state.ts'
import { CLIENT, ROSTER } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { anAnswer, expect, say } from './say.ts'

const ROSTER_ID = 'r1'

/** A server without rosters is no obstacle. What has changed may also be pushed, later. */
export const roster = (state: LocalState): Exchange => ({
  *say() {
    // §2.6.2: the version of a client that holds none is empty.
    const ver = state.copy.rosterVersion ?? ''
    const query = element('query', ROSTER, { ver })
    yield* say('data', element('iq', CLIENT, { type: 'get', id: ROSTER_ID }, query))
  },
  *hear({ account }) {
    const answer = yield* expect([anAnswer(account, ROSTER_ID)])
    const query = answer.attribute('type') === 'result' ? answer.child('query', ROSTER) : undefined
    if (query !== undefined) state.rosterIs(query.attribute('ver'))
  },
})
