/**
 * Stream management as the client asks for it (XEP-0198), standing alone or inside SASL2 and
 * Bind 2; the counting itself is the ledger's.
 */

import { element, type XmlElement } from '../../xml/xml.ts'
import type { Account } from '../account.ts'
import type { StreamManagement } from '../dialogue/ready-stream.ts'
import type { Script } from '../dialogue/script.ts'
import { CARBONS, CLIENT, ISR, SM, STANZA_ERRORS } from '../namespaces.ts'
import { Ledger, readBoolean, readCount } from '../stream-management.ts'
import type { Exchange } from './flight.ts'
import { anAnswer, anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const FAILED = anElement('failed', SM)
const ENABLED = [anElement('enabled', SM), FAILED]
const RESUMED = [anElement('resumed', SM), FAILED]
const CARBONS_ID = 'c1'

/** `instant`: the mechanism of a token to come back by (XEP-0397 §4). */
export const enableRequest = ({ sessionKept }: Account, instant?: string): XmlElement =>
  element(
    'enable',
    SM,
    { resume: 'true', max: sessionKept === undefined ? undefined : String(sessionKept) },
    instant === undefined ? undefined : element('isr-enable', ISR, { mechanism: instant }),
  )

/** Nothing when there is nothing to resume. */
export const resumeRequest = ({ memory }: Talk): XmlElement | undefined => {
  const { sm } = memory
  if (sm.kind === 'not-resumable') return undefined
  return element('resume', SM, { previd: sm.id, h: String(sm.ledger.handled) })
}

/** Stream management and, in the same breath, carbons: neither needs the other's answer. */
export const enable: Exchange = {
  *say(talk) {
    if (talk.management === 'not-known') {
      yield* say('sm', enableRequest(talk.account, talk.instantMechanism))
      const ledger = new Ledger()
      talk.ledger = ledger
      yield { kind: 'count', direction: 'sent', ledger } // from <enable/> on (XEP-0198 §4)
    }
    if (!talk.account.carbons) return
    const request = element('enable', CARBONS)
    yield* say('sm', element('iq', CLIENT, { type: 'set', id: CARBONS_ID }, request))
  },
  *hear(talk) {
    if (talk.management === 'not-known') {
      const answer = yield* expect(ENABLED)
      if (answer.name === 'failed') yield* notEnabled(answer)
      yield* enabled(talk, answer)
    }
    if (!talk.account.carbons) return
    const carbons = yield* expect([anAnswer(talk.account, CARBONS_ID)])
    if (carbons.attribute('type') !== 'result') {
      yield* fail('feature-missing', 'expected carbons to be enabled, found an error')
    }
    talk.carbons = true
  },
}

/** The earlier session instead of binding; without one there is nothing to say. */
export const resume: Exchange = {
  *say(talk) {
    const request = resumeRequest(talk)
    if (request !== undefined && talk.management === 'not-known') yield* say('sm', request)
  },
  *hear(talk) {
    if (talk.memory.sm.kind === 'not-resumable' || talk.management !== 'not-known') {
      talk.sessionLost = true
      return
    }
    const answer = yield* expect(RESUMED)
    if (answer.name === 'failed') yield* lost(talk, answer)
    else yield* resumed(talk, answer)
  },
}

/** Takes `<failed/>` in place of `<enabled/>`, wherever it came. */
export function* notEnabled(failed: XmlElement): Script<never> {
  const condition = failed.elements().find(({ namespace }) => namespace === STANZA_ERRORS)
  const name = condition?.name.slice(0, 64) ?? 'no condition'
  return yield* fail('bind-failed', `expected <enabled/>, found <failed/> with ${name}`)
}

/** Takes `<enabled/>`, wherever it came. */
export function* enabled(talk: Talk, answer: XmlElement): Script<void> {
  const ledger = talk.ledger ?? new Ledger()
  const id = readBoolean(answer.attribute('resume')) === true ? answer.attribute('id') : undefined
  const location = answer.attribute('location')
  const secret = answer.child('isr-enabled', ISR)?.attribute('token')
  const { instantMechanism: mechanism } = talk
  const instant = secret && mechanism ? { mechanism, secret } : undefined
  const keptFor = readCount(answer.attribute('max'))
  yield* manage(talk, { id, location, instant, keptFor, ledger })
}

/** Takes `<resumed/>`, wherever it came, and sends again what the server has not handled. */
export function* resumed(talk: Talk, answer: XmlElement): Script<void> {
  const { sm } = talk.memory
  if (sm.kind === 'not-resumable' || answer.attribute('previd') !== sm.id) {
    return yield* fail('protocol-violation', 'expected the session asked for to be resumed')
  }
  const h = readCount(answer.attribute('h'))
  if (h === undefined) {
    return yield* fail('protocol-violation', 'expected a count in h of <resumed/>')
  }
  const ledger = new Ledger(sm.ledger)
  const acknowledged = ledger.acknowledge(h)
  if (acknowledged.kind === 'too-high') {
    return yield* fail(
      'protocol-violation',
      `expected at most ${acknowledged.sent} stanzas to be acknowledged, found ${h}`,
    )
  }
  if (acknowledged.kind === 'acknowledged') yield* acknowledge(acknowledged.stanzas)
  talk.way = 'resumed'
  talk.address = sm.address
  talk.carbons = sm.carbons
  // Before the counting begins: these are in the ledger already (XEP-0198 §5).
  for (const stanza of ledger.unacknowledged) yield* say('sm', stanza)
  const { id, location, keptFor } = sm
  yield* manage(talk, { id, location, keptFor, ledger })
}

/**
 * Takes `<failed/>`, wherever it came. Its condition changes nothing, so that neither of the
 * two shapes in the field (directly inside, or wrapped in `<error/>`) needs to be read.
 */
export function* lost(talk: Talk, failed: XmlElement): Script<void> {
  talk.sessionLost = true
  const { sm } = talk.memory
  if (sm.kind === 'not-resumable') return
  const ledger = new Ledger(sm.ledger)
  const h = readCount(failed.attribute('h'))
  const acknowledged = h === undefined ? undefined : ledger.acknowledge(h)
  if (acknowledged?.kind === 'acknowledged') yield* acknowledge(acknowledged.stanzas)
  talk.undelivered = ledger.unacknowledged.filter((stanza) => stanza.name === 'message')
}

function* acknowledge(stanzas: readonly XmlElement[]): Script<void> {
  if (stanzas.length > 0) yield { kind: 'acknowledged', stanzas }
}

function* manage(talk: Talk, sm: StreamManagement): Script<void> {
  const { ledger } = sm
  talk.sm = sm
  yield { kind: 'count', direction: 'sent', ledger }
  yield { kind: 'count', direction: 'handled', ledger } // from <enabled/> on (XEP-0198 §4)
}
