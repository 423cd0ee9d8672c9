/** Resource binding (RFC 6120 §7) and what used to follow it (RFC 3921 §3). */

import { element, type XmlElement } from '../../xml/xml.ts'
import { conditionText } from '../dialogue/expectation.ts'
import type { Script } from '../dialogue/script.ts'
import { BIND, CLIENT, SESSION } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { ownAddress } from './own-address.ts'
import { anAnswer, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const BIND_ID = 'b1'
const SESSION_ID = 's1'

export const bind: Exchange = {
  *say(talk) {
    const resource = element('resource', BIND, {}, talk.account.resource)
    yield* say('bind', request(BIND_ID, element('bind', BIND, {}, resource)))
  },
  *hear(talk) {
    const answer = yield* accepted(talk, BIND_ID, 'a bound resource')
    const address = answer.child('bind', BIND)?.child('jid')?.text() ?? ''
    if (address === '') yield* fail('bind-failed', 'expected the address that was bound')
    yield* ownAddress(talk, address)
    talk.way = 'bound'
    talk.address = address
  },
}

/** Nothing unless asked for: RFC 6121 did away with it. */
export const session: Exchange = {
  *say(talk) {
    if (talk.manner.session === 'skipped') return
    yield* say('bind', request(SESSION_ID, element('session', SESSION)))
  },
  *hear(talk) {
    if (talk.manner.session === 'requested') yield* accepted(talk, SESSION_ID, 'a session')
  },
}

const request = (id: string, payload: XmlElement): XmlElement =>
  element('iq', CLIENT, { type: 'set', id }, payload)

function* accepted({ account }: Talk, id: string, what: string): Script<XmlElement> {
  const answer = yield* expect([anAnswer(account, id)])
  if (answer.attribute('type') === 'result') return answer
  const [condition] = answer.child('error')?.elements() ?? []
  const name = conditionText(condition) ?? 'an error'
  return yield* fail('bind-failed', `expected ${what}, found ${name}`)
}
