/** What an element of a client is a step of, and which layer a wait for its answer belongs to. */
import type { Layer } from '../transport.ts'
import type { XmlElement } from '../xml/xml.ts'
import {
  BIND,
  BIND2,
  CARBONS,
  CLIENT,
  SASL,
  SASL2,
  SASL2_OF_ISR,
  SESSION,
  SM,
  STARTTLS,
} from '../xmpp/namespaces.ts'

export const STEP_LAYERS = {
  connect: 'tcp',
  'clear-header': 'starttls',
  starttls: 'starttls',
  handshake: 'tls',
  upgrade: 'upgrade',
  header: 'header',
  authentication: 'auth',
  restart: 'restart',
  bind: 'bind',
  session: 'bind',
  enable: 'sm',
  resume: 'sm',
  carbons: 'sm',
} as const satisfies Readonly<Record<string, Layer>>

export type LoginStep = keyof typeof STEP_LAYERS

/** Undefined for what is no step of a negotiation: messages, presence, rosters, pings. */
export const stepOf = (heard: XmlElement): LoginStep | undefined => {
  switch (heard.namespace) {
    case STARTTLS:
      return 'starttls'
    case SASL:
    case SASL2:
    case SASL2_OF_ISR:
      return 'authentication'
    case SM:
      return heard.name === 'enable' || heard.name === 'resume' ? heard.name : undefined
    case CLIENT:
      return heard.name === 'iq' && heard.attribute('type') === 'set' ? requestOf(heard) : undefined
    default:
      return undefined
  }
}

const requestOf = (iq: XmlElement): LoginStep | undefined => {
  if (iq.child('bind', BIND) !== undefined) return 'bind'
  if (iq.child('session', SESSION) !== undefined) return 'session'
  return iq.child('enable', CARBONS) === undefined ? undefined : 'carbons'
}

/** Whether an inline request of Bind 2 asks for carbons. */
export const asksCarbons = (authenticate: XmlElement): boolean =>
  authenticate.child('bind', BIND2)?.child('enable', CARBONS) !== undefined
