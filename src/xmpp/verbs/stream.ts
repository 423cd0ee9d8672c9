/**
 * Streams and what protects them: headers before and after TLS, STARTTLS, the restart after
 * legacy SASL (RFC 6120 §4.3, §5).
 */

import { sameDomain } from '../../address.ts'
import { element, type StreamHeader, type XmlElement } from '../../xml/xml.ts'
import { bareAddress } from '../account.ts'
import type { Script } from '../dialogue/script.ts'
import { readFeatures } from '../features.ts'
import { CLIENT, CSI, STARTTLS, STREAMS } from '../namespaces.ts'
import { type Exchange, flight } from './flight.ts'
import {
  anElement,
  expect,
  expectHeader,
  fail,
  leaveClear,
  open,
  say,
  startTls,
  startTlsAlong,
} from './say.ts'
import type { Talk } from './talk.ts'

const FEATURES = [anElement('features', STREAMS)]
const PROCEED = [anElement('proceed', STARTTLS), anElement('failure', STARTTLS)]

/** RFC 6120 §4.7.4: what people are to read should be in some language. */
const LANGUAGE = 'en'

/** The header in the clear. It does not say who is coming (RFC 6120 §4.7.1). */
export const clearHeader: Exchange = {
  *say(talk) {
    const to = talk.account.domain
    yield* open('starttls', { to, version: '1.0', lang: LANGUAGE, declaration: true })
  },
  *hear(talk) {
    const features = readFeatures(yield* expectFeatures(talk))
    if (!features.starttls) yield* fail('feature-missing', 'expected STARTTLS to be offered')
  },
}

export const starttls: Exchange = {
  *say() {
    yield* say('starttls', element('starttls', STARTTLS))
  },
  *hear() {
    const answer = yield* expect(PROCEED)
    if (answer.name === 'failure') {
      yield* fail('tls-failure', 'expected <proceed/>, found that the server cannot start TLS')
    }
  },
}

export function* secure(talk: Talk): Script<void> {
  talk.tls = yield* startTls()
}

/**
 * XEP-0305 as written: the header, `<starttls/>` and the ClientHello at once, to a server that is
 * remembered to take that; played serially, as ever. RFC 6120 §5.4.2.3 has the ClientHello wait for
 * `<proceed/>`.
 *
 * Left out: that the server volunteers its header inside TLS (RFC 6120 §4.2 has the client speak
 * first), which saves no wait.
 */
export function* quickstart(talk: Talk): Script<void> {
  if (talk.manner.pace === 'serial') {
    yield* flight(talk, clearHeader, starttls)
    return yield* secure(talk)
  }
  if (talk.offered?.pipelining !== true) {
    yield* fail('feature-missing', 'expected flights sent at once (XEP-0305) to be offered')
  }
  yield* clearHeader.say(talk)
  yield* starttls.say(talk)
  talk.tls = yield* startTlsAlong()
  yield* clearHeader.hear(talk)
  yield* starttls.hear(talk)
  yield* leaveClear()
}

/** The first header inside TLS; what is offered is compared with what was relied on later. */
export const header: Exchange = {
  *say(talk) {
    yield* open('header', securedHeader(talk, 'declared'))
  },
  *hear(talk) {
    talk.features = readFeatures(yield* expectFeatures(talk))
  },
}

/**
 * The same, in the request that a session of HTTP begins with (XEP-0206 §4): what is waited for is that
 * session, and the features come along.
 */
export const creation: Exchange = {
  *say(talk) {
    yield* open('upgrade', securedHeader(talk, 'bare'))
  },
  hear: header.hear,
}

/**
 * The header of the stream that begins again after `<success/>`. Pipelined, it comes without an
 * XML declaration: Prosody takes a declaration in the middle of what it reads for an error,
 * although RFC 6120 §4.3.3 wants one.
 */
export const restart: Exchange = {
  *say(talk) {
    yield* open('restart', securedHeader(talk, talk.manner.pace === 'serial' ? 'declared' : 'bare'))
  },
  *hear(talk) {
    const { management } = talk
    yield* takeOffer(talk, yield* expectFeatures(talk))
    if (talk.management === management || talk.manner.pace === 'serial') return
    // What was said along with the header spoke of it.
    yield* fail('feature-missing', 'expected stream management to be offered')
  },
}

/** What is offered behind `<success/>` of SASL2, where the stream goes on (XEP-0388 §2.6.2). */
export function* offeredBehindSuccess(talk: Talk): Script<void> {
  yield* takeOffer(talk, yield* expect(FEATURES))
}

function* takeOffer(talk: Talk, heard: XmlElement): Script<void> {
  const features = readFeatures(heard)
  if (heard.child('csi', CSI) !== undefined) talk.csi = 'offered'
  if (!features.bind) yield* fail('feature-missing', 'expected resource binding to be offered')
  if (!features.sm && talk.management === 'not-known') talk.management = 'not-offered'
}

/** Inside TLS the header says who is coming; SASL2 and FAST are offered on the strength of it. */
const securedHeader = (talk: Talk, beginning: 'declared' | 'bare'): StreamHeader => {
  const { account } = talk
  const from = bareAddress(account)
  const declaration = beginning === 'declared'
  return { to: account.domain, from, version: '1.0', lang: LANGUAGE, declaration }
}

function* expectFeatures(talk: Talk): Script<XmlElement> {
  const answer = yield* expectHeader()
  if (answer.name !== 'stream' || answer.namespace !== STREAMS) {
    yield* fail('protocol-violation', 'expected <stream:stream>, found another root')
  }
  talk.stream = 'opened'
  // RFC 6120 §4.8.2: that of the initial stream. None need be declared (§4.8.3).
  if (![CLIENT, STREAMS, ''].includes(answer.content)) {
    yield* fail('protocol-violation', `expected the content namespace ${CLIENT}, found another`)
  }
  // RFC 6120 §4.7.5: a server without a version has no features to offer. But who could not read what was said
  // may open a stream without one, to say so in it (§4.9.1.2).
  if (!answer.attributes['version']?.startsWith('1.')) {
    yield* expect(FEATURES)
    yield* fail('protocol-violation', 'expected a stream of version 1.0')
  }
  const { from } = answer.attributes
  if (from !== undefined && !sameDomain(from, talk.account.domain)) {
    yield* fail('server-not-authentic', 'expected a stream of the domain, found that of another')
  }
  return yield* expect(FEATURES)
}
