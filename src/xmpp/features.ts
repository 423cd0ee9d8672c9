/**
 * What a server offers, read from `<stream:features/>` into plain data that can be cached.
 *
 * Models what a negotiation decides on: mechanisms, channel-binding types (XEP-0440), what may
 * ride inline (XEP-0388 §2.5, XEP-0386, XEP-0198, XEP-0484), and the legacy steps after
 * authentication. Leaves out capabilities, roster versioning, limits and everything else that
 * changes nothing about round trips.
 */

import type { XmlElement } from '../xml/xml.ts'
import {
  BIND,
  BIND2,
  CHANNEL_BINDING,
  FAST,
  IAP,
  ISR,
  PIPELINING,
  SASL,
  SASL2,
  SESSION,
  SM,
  STARTTLS,
  UPGRADE,
} from './namespaces.ts'

export interface Features {
  readonly starttls: boolean
  /** SASL profile 1 (RFC 6120 §6.4.1); empty when not offered. */
  readonly sasl: readonly string[]
  readonly sasl2: Sasl2Features | undefined
  /** XEP-0440; empty when the server announces none. */
  readonly bindingTypes: readonly string[]
  readonly bind: boolean
  readonly sm: boolean
  readonly session: boolean
  /** Mechanisms of Instant Stream Resumption (XEP-0397); empty without it. */
  readonly instantResumption: readonly string[]
  /** Which state of the server's features this is (XEP-0509). */
  readonly configVersion: string | undefined
  /** Whether flights may be sent at once, the ClientHello along with `<starttls/>` (XEP-0305). */
  readonly pipelining?: boolean | undefined
}

export interface Sasl2Features {
  readonly mechanisms: readonly string[]
  readonly resume: boolean
  readonly bind2: boolean
  /** Features that Bind 2 can switch on, by their `var`. */
  readonly bind2Inline: readonly string[]
  /** Mechanisms that FAST tokens can be used with; empty without FAST. */
  readonly fast: readonly string[]
  /** The server says that it takes FAST authentication in early data (XEP-0484, `tls-0rtt`). */
  readonly earlyData: boolean
  /** Tasks that an account can be made ready by for a better mechanism (XEP-0480). */
  readonly upgrades: readonly string[]
}

interface Read {
  readonly element: XmlElement
  readonly features: Features
}

/** Those that were read last: of the same element, which a reader hands out again (xml/readings.ts). */
const REMEMBERED = 8
const recent: Read[] = []
let oldest = 0

export const readFeatures = (element: XmlElement): Features => {
  for (const read of recent) if (read.element === element) return read.features
  const features = featuresIn(element)
  recent[oldest] = { element, features }
  oldest = (oldest + 1) % REMEMBERED
  return features
}

const featuresIn = (features: XmlElement): Features => {
  const mechanisms = features.child('mechanisms', SASL)
  const authentication = features.child('authentication', SASL2)
  return {
    starttls: features.child('starttls', STARTTLS) !== undefined,
    sasl: mechanisms === undefined ? [] : mechanismNames(mechanisms),
    sasl2: authentication === undefined ? undefined : readSasl2(authentication),
    bindingTypes: readBindingTypes(features.child('sasl-channel-binding', CHANNEL_BINDING)),
    bind: features.child('bind', BIND) !== undefined,
    sm: features.child('sm', SM) !== undefined,
    session: features.child('session', SESSION) !== undefined,
    instantResumption: readInstantResumption(features),
    configVersion: features.child('config-version', IAP)?.attribute('value'),
    ...(features.child('pipelining', PIPELINING) === undefined ? {} : { pipelining: true }),
  }
}

const readSasl2 = (authentication: XmlElement): Sasl2Features => {
  const inline = authentication.child('inline')
  const bind2 = inline?.child('bind', BIND2)
  const fast = inline?.child('fast', FAST)
  const tls0rtt = fast?.attribute('tls-0rtt')
  return {
    mechanisms: mechanismNames(authentication),
    resume: inline?.child('sm', SM) !== undefined,
    bind2: bind2 !== undefined,
    bind2Inline: readBind2Inline(bind2),
    fast: fast === undefined ? [] : mechanismNames(fast),
    earlyData: tls0rtt === 'true' || tls0rtt === '1',
    upgrades: authentication.elements('upgrade', UPGRADE).map((one) => one.text()),
  }
}

const readInstantResumption = (features: XmlElement): readonly string[] => {
  const mechanisms = features.child('isr', ISR)?.child('mechanisms', SASL)
  return mechanisms === undefined ? [] : mechanismNames(mechanisms)
}

const mechanismNames = (parent: XmlElement): string[] => {
  const names: string[] = []
  for (const child of parent.elements('mechanism')) names.push(child.text())
  return names
}

const readBindingTypes = (parent: XmlElement | undefined): string[] => {
  const types: string[] = []
  for (const child of parent?.elements('channel-binding') ?? []) {
    const type = child.attribute('type')
    if (type !== undefined) types.push(type)
  }
  return types
}

const readBind2Inline = (bind2: XmlElement | undefined): string[] => {
  const features: string[] = []
  for (const child of bind2?.child('inline')?.elements('feature') ?? []) {
    const feature = child.attribute('var')
    if (feature !== undefined) features.push(feature)
  }
  return features
}
