/** Reads `<authenticate/>` and what is asked for inside it (XEP-0388 §2.3, 0386, 0198, 0484). */

import type { XmlElement } from '../../xml/xml.ts'
import { BIND2, CARBONS, CSI, FAST, IAP, SASL2, SM, UPGRADE } from '../namespaces.ts'
import { readBoolean, readCount } from '../stream-management.ts'
import type { Agent } from './access.ts'
import type { InlineBindFeature, Sasl2Settings } from './settings.ts'

export interface AuthenticateRequest {
  readonly mechanism: string
  /** The element around it; undefined when it is absent. */
  readonly initialResponse: XmlElement | undefined
  readonly agent: Agent
  readonly resume: ResumeRequest | undefined
  readonly bind: BindRequest | undefined
  /** The mechanism that a token is wanted for. */
  readonly requestToken: string | undefined
  readonly fast: FastRequest | undefined
  /** Tasks of XEP-0480 that the client wants to be asked for. */
  readonly upgrades: readonly string[]
  /** The version of what is announced that the client goes by (XEP-0509). */
  readonly configVersion: string | undefined
}

export interface ResumeRequest {
  readonly previous: string
  readonly h: number
}

export interface BindRequest {
  readonly tag: string
  readonly enable: EnableRequest | undefined
  readonly carbons: 'off' | 'on'
  readonly csi: 'active' | 'inactive'
}

export interface EnableRequest {
  readonly resume: boolean
  readonly max: number | undefined
}

export interface FastRequest {
  readonly count: number | undefined
  readonly invalidate: boolean
}

/** Far more than a name needs; resources may have 1023 octets (RFC 7622 §3.4). */
const TAG_LENGTH_MAX = 256

const NONE: readonly string[] = []

/**
 * Undefined for what does not follow the schemas. What was not offered is not looked at, as
 * anything that a server does not know (XEP-0388).
 */
export const readAuthenticate = (
  heard: XmlElement,
  { inline, inlineBind }: Pick<Sasl2Settings, 'inline' | 'inlineBind'>,
): AuthenticateRequest | undefined => {
  const mechanism = heard.attribute('mechanism')
  if (mechanism === undefined) return undefined
  const agent = heard.child('user-agent', SASL2)
  const resume = inline.includes('sm') ? heard.child('resume', SM) : undefined
  const bind = inline.includes('bind') ? heard.child('bind', BIND2) : undefined
  const offersTokens = inline.includes('fast')
  const fast = offersTokens ? heard.child('fast', FAST) : undefined
  const token = offersTokens ? heard.child('request-token', FAST) : undefined
  const upgrades = heard.elements('upgrade', UPGRADE)
  const request: AuthenticateRequest = {
    mechanism,
    initialResponse: heard.child('initial-response', SASL2),
    agent: readAgent(agent),
    resume: resume && readResume(resume),
    bind: bind && readBind(bind, inlineBind),
    requestToken: token?.attribute('mechanism'),
    fast: fast && readFast(fast),
    upgrades: upgrades.length === 0 ? NONE : [...new Set(upgrades.map((one) => one.text()))],
    configVersion: heard.child('config-version', IAP)?.attribute('value'),
  }
  if (request.agent.id.length > TAG_LENGTH_MAX) return undefined
  if (resume !== undefined && request.resume === undefined) return undefined
  if (bind !== undefined && request.bind === undefined) return undefined
  if (fast !== undefined && request.fast === undefined) return undefined
  if (token !== undefined && request.requestToken === undefined) return undefined
  return request
}

/** Of names, what is longer than any is cut off: nothing is made of them but showing them. */
const readAgent = (heard: XmlElement | undefined): Agent => {
  const named = (name: string): string =>
    heard?.child(name, SASL2)?.text().slice(0, TAG_LENGTH_MAX) ?? ''
  return {
    id: heard?.attribute('id') ?? '',
    software: named('software'),
    device: named('device'),
  }
}

export const readResume = (heard: XmlElement): ResumeRequest | undefined => {
  const previous = heard.attribute('previd')
  const h = readCount(heard.attribute('h'))
  return previous === undefined || h === undefined ? undefined : { previous, h }
}

export const readEnable = (heard: XmlElement): EnableRequest | undefined => {
  const resume = readBoolean(heard.attribute('resume'))
  const text = heard.attribute('max')
  const max = readCount(text)
  if (resume === undefined || (text !== undefined && (max === undefined || max === 0))) {
    return undefined
  }
  return { resume, max }
}

const readBind = (
  heard: XmlElement,
  offered: Sasl2Settings['inlineBind'],
): BindRequest | undefined => {
  const tag = heard.child('tag')?.text() ?? ''
  const asked = (name: string, feature: InlineBindFeature): XmlElement | undefined =>
    offered.includes(feature) ? heard.child(name, feature) : undefined
  const enable = asked('enable', SM)
  const management = enable && readEnable(enable)
  if (tag.length > TAG_LENGTH_MAX) return undefined
  if (enable !== undefined && management === undefined) return undefined
  return {
    tag,
    enable: management,
    carbons: asked('enable', CARBONS) === undefined ? 'off' : 'on',
    csi: asked('inactive', CSI) === undefined ? 'active' : 'inactive',
  }
}

const readFast = (heard: XmlElement): FastRequest | undefined => {
  const text = heard.attribute('count')
  const count = readCount(text)
  const invalidate = readBoolean(heard.attribute('invalidate'))
  if (invalidate === undefined || (text !== undefined && !count)) return undefined
  return { count, invalidate }
}
