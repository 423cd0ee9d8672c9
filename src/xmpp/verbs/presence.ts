/**
 * Initial presence (RFC 6121 §4.2), which nobody answers, and a question behind it, the answer to
 * which comes when everything has come that presence brings: who else is there, what has waited.
 */
import { element } from '../../xml/xml.ts'
import type { Wanted } from '../dialogue/script.ts'
import { CLIENT, PING, SM } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { expect, say } from './say.ts'
import { acknowledged } from './stream-management.ts'

const PING_ID = 'p1'
const PING_ANSWER: readonly Wanted[] = [{ kind: 'answer', id: PING_ID }]

export const presence: Exchange = {
  *say({ sm, account }) {
    yield* say('data', element('presence', CLIENT))
    if (sm !== undefined) return yield* say('data', element('r', SM))
    const attributes = { type: 'get', id: PING_ID, to: account.domain }
    yield* say('data', element('iq', CLIENT, attributes, element('ping', PING)))
  },
  *hear(talk) {
    if (talk.sm === undefined) yield* expect(PING_ANSWER)
    else yield* acknowledged(talk)
  },
}
