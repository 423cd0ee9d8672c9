/**
 * How far a login goes: an account's owner may do everything, and whoever has been granted something
 * (XEP-0493) what the scope of the grant covers.
 *
 * A session, and a token of FAST, keep what they were had with: nobody comes by more through them.
 * Left out: scopes of a server's own.
 */
import type { Proof } from '../../sasl/mechanism.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { CARBONS, MAM } from '../namespaces.ts'

/** XEP-0493 §3: the one that servers must support, and those for account data alone. */
export const SCOPES = ['xmpp:client:normal', 'xmpp:account:write', 'xmpp:account:read'] as const
export type Scope = (typeof SCOPES)[number]

export interface Rights {
  readonly access: Scope | 'unrestricted'
  /** That they stand on; undefined: on none. */
  readonly grant: string | undefined
}

export const OWNER: Rights = { access: 'unrestricted', grant: undefined }

/** As a client names itself (XEP-0388 §2.3); each empty where it does not. */
export interface Agent {
  readonly id: string
  readonly software: string
  readonly device: string
}

export const NAMELESS: Agent = { id: '', software: '', device: '' }

/** By what which client has logged in, and to what that gives access. */
export interface Login {
  readonly by: Proof
  readonly agent: Agent
  readonly rights: Rights
}

/** Of whoever says something: before anybody has logged in, and of what needs no login, the owner's. */
export const rightsOf = ({ login }: { readonly login: Login | undefined }): Rights =>
  login?.rights ?? OWNER

/** Each of them covers those behind it. */
const WIDTH: readonly Rights['access'][] = ['unrestricted', ...SCOPES]

export const covers = (own: Rights, wanted: Rights): boolean =>
  WIDTH.indexOf(own.access) <= WIDTH.indexOf(wanted.access)

/** XEP-0494 §1, XEP-0493 §3: who has access is not for those to say who were granted theirs. */
export const managesClients = ({ access }: Rights): boolean => access === 'unrestricted'

/** Whether others may be talked to: what is for account data alone is for that, and nothing that was said. */
export const communicates = ({ access }: Rights): boolean =>
  access === 'unrestricted' || access === 'xmpp:client:normal'

/** Whether a stanza, with what is asked in it, is within the rights of its session. */
export const permits = (rights: Rights, stanza: XmlElement): boolean => {
  if (communicates(rights)) return true
  if (stanza.name !== 'iq') return false
  const type = stanza.attribute('type')
  if (type === 'result' || type === 'error') return true
  const [asked] = stanza.elements()
  if (asked?.namespace === CARBONS || asked?.namespace === MAM) return false
  return type !== 'set' || rights.access === 'xmpp:account:write'
}
