/** What a server says, taken for what came of the client's requests, and what is on offer. */

import type { StreamEvent, XmlElement } from '../xml/xml.ts'
import {
  BIND,
  BIND2,
  CARBONS,
  CLIENT,
  FAST,
  IAP,
  ISR,
  SASL,
  SASL2,
  SASL2_OF_ISR,
  SM,
  STREAMS,
} from '../xmpp/namespaces.ts'
import type { Observed } from './observed.ts'
import type { Past } from './past.ts'
import {
  conditionOf,
  hearRefusal,
  hearResumed,
  hearTooHigh,
  returned,
  sessionOf,
} from './resumption-words.ts'
import type { Surroundings } from './surroundings.ts'

export const hearServer = (event: StreamEvent, observed: Observed, around: Surroundings): void => {
  if (event.kind !== 'element') return
  const said = event.element
  switch (said.namespace) {
    case STREAMS:
      if (said.name === 'features') hearFeatures(said, observed)
      else if (said.name === 'error') hearStreamError(said, observed, around)
      return
    case SASL:
    case SASL2:
    case SASL2_OF_ISR:
      if (said.name === 'success') observed.waits.authenticated()
      if (said.name === 'failure') hearFailure(said, observed, around.past)
      else if (said.is('success', SASL2)) hearSuccess(said, observed, around)
      else if (said.is('success', SASL2_OF_ISR)) hearInstant(said, observed, around)
      return
    case SM:
      hearManagement(said, observed, around)
      return
    case CLIENT:
      hearStanza(observed, around)
      if (said.name === 'iq') hearResult(said, observed, around)
  }
}

const hearFeatures = (features: XmlElement, { offered }: Observed): void => {
  if (features.child('sm', SM) !== undefined) offered.management = true
  const sasl2 = features.child('authentication', SASL2)
  if (sasl2 === undefined) return
  offered.sasl2 = true
  const inline = sasl2.child('inline')
  offered.inlineResumption = inline?.child('sm', SM) !== undefined
  const bind = inline?.child('bind', BIND2)
  offered.bind2 = bind !== undefined
  for (const feature of bind?.child('inline')?.elements('feature') ?? []) {
    if (feature.attribute('var') === SM) {
      offered.management = true
      offered.inlineManagement = true
    }
    if (feature.attribute('var') === CARBONS) offered.inlineCarbons = true
  }
  offered.fast =
    inline
      ?.child('fast', FAST)
      ?.elements('mechanism')
      .map((one) => one.text()) ?? []
}

const hearStreamError = (error: XmlElement, observed: Observed, around: Surroundings): void => {
  observed.streamError = conditionOf(error)
  if (observed.way === undefined && error.child('handled-count-too-high', SM) !== undefined) {
    hearTooHigh(observed, around)
  }
}

const hearFailure = (failure: XmlElement, observed: Observed, past: Past): void => {
  const { mechanism, refused } = observed.negotiated
  observed.waits.refused('authentication')
  refused.push(mechanism ?? '')
  const { presented } = observed.asked
  // By a version of the features that is not theirs any more nothing was looked at (XEP-0509).
  if (presented === undefined || failure.child('config-version-mismatch', IAP) !== undefined) return
  past.lostToken(presented.holder)
}

const hearSuccess = (success: XmlElement, observed: Observed, around: Surroundings): void => {
  const { negotiated, asked } = observed
  const identifier = success.child('authorization-identifier')?.text() ?? ''
  around.identified({ account: bare(identifier), client: observed.holder.client })
  if (asked.fast && negotiated.mechanism?.startsWith('HT-') === true) observed.kind = 'reconnect'
  const resumed = success.child('resumed', SM)
  const failed = success.child('failed', SM)
  const bound = success.child('bound', BIND2)
  if (failed !== undefined) hearRefusal(failed, observed, around)
  if (resumed !== undefined) {
    observed.address = identifier
    hearResumed(resumed, observed, around)
  }
  if (bound !== undefined) {
    negotiated.binding = 'bind2'
    if (asked.carbons) negotiated.carbons = 'inline'
    hearBound(identifier, observed, around)
    const enabled = bound.child('enabled', SM)
    if (enabled !== undefined) hearEnabled(enabled, observed, around)
  }
  if (asked.presented?.invalidate === true) around.past.lostToken(observed.holder)
  if (success.child('token', FAST) !== undefined) {
    negotiated.token = 'issued'
    around.past.issued(observed.holder)
  }
}

const hearInstant = (success: XmlElement, observed: Observed, around: Surroundings): void => {
  const resumed = success.child('inst-resumed', ISR)?.child('resumed', SM)
  const failed = success.child('inst-resume-failed', ISR)?.child('failed', SM)
  if (resumed !== undefined) hearManagement(resumed, observed, around)
  if (failed !== undefined) hearRefusal(failed, observed, around)
}

const hearStanza = (observed: Observed, { past, underWay }: Surroundings): void => {
  // What nobody has seen before is said again and counts for the first time.
  const isNew = underWay.again === 0 || underWay.again === Number.POSITIVE_INFINITY
  if (isNew && observed.managementId !== undefined) past.tells(observed.managementId)
  if (underWay.again === 0) return
  underWay.again -= 1
  observed.resent += 1
}

const hearResult = (iq: XmlElement, observed: Observed, around: Surroundings): void => {
  const id = iq.attribute('id')
  if (id === undefined) return
  const error = iq.attribute('type') === 'error'
  if (id === around.underWay.bindId) {
    const address = iq.child('bind', BIND)?.child('jid')?.text()
    if (address === undefined) return
    observed.negotiated.binding = 'legacy'
    around.identified({ account: bare(address), client: legacyClient(observed, around) })
    hearBound(address, observed, around)
  } else if (id === around.underWay.carbonsId && !error) observed.negotiated.carbons = 'iq'
}

/** Who says no id is known by the resource that it asks for, if it does. */
const legacyClient = ({ holder, negotiated }: Observed, { underWay }: Surroundings): string =>
  holder.client === '' && negotiated.profile === 'sasl1' && underWay.resource !== undefined
    ? `resource ${underWay.resource}`
    : holder.client

const hearManagement = (said: XmlElement, observed: Observed, around: Surroundings): void => {
  switch (said.name) {
    case 'enabled':
      hearEnabled(said, observed, around)
      return
    case 'resumed': {
      const earlier = around.past.session(observed.asked.resumption ?? '')
      if (earlier !== undefined) around.identified(returned(observed, earlier))
      hearResumed(said, observed, around)
      return
    }
    case 'failed':
      if (observed.managementId === undefined) hearRefusal(said, observed, around)
  }
}

const hearBound = (address: string, observed: Observed, { past, number }: Surroundings): void => {
  observed.way = 'bound'
  observed.address = address
  if (observed.negotiated.binding === 'bind2') past.displaced(observed.holder, number)
}

const hearEnabled = (enabled: XmlElement, observed: Observed, around: Surroundings): void => {
  const { past, number, now } = around
  if (observed.negotiated.management !== 'resumption-refused') {
    observed.negotiated.management = 'enabled'
  }
  const id = enabled.attribute('id')
  observed.managementId = id
  if (id === undefined) return
  const seconds = Number(enabled.attribute('max') ?? 0)
  past.attached(sessionOf(id, observed, seconds), number, now)
}

const bare = (address: string): string => {
  const slash = address.indexOf('/')
  return slash === -1 ? address : address.slice(0, slash)
}
