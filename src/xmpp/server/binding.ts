/** Resource binding: the iq of RFC 6120 §7 and the inline request of XEP-0386. */

import type { Instant } from '../../units.ts'
import { element, parseElement, type XmlElement } from '../../xml/xml.ts'
import { BIND, BIND2, CARBONS, CLIENT } from '../namespaces.ts'
import { uuid } from '../uuid.ts'
import { communicates, rightsOf } from './access.ts'
import { stanzaError } from './answer.ts'
import type { AuthenticateRequest, BindRequest } from './authenticate-request.ts'
import type { Conversation, Turn } from './conversation.ts'
import { resourceSuffix } from './identifiers.ts'
import { enable } from './management.ts'
import { CLOSED, type Phase } from './phases.ts'
import { endSession, settle } from './routing.ts'
import { boundSession, type Session } from './sessions.ts'

/** RFC 7622 §3.4, in octets. */
const RESOURCE_OCTETS_MAX = 1_023

/** An iq on a stream that is authenticated but not bound: only binding is possible. */
export const bindLegacy = (
  heard: XmlElement,
  user: string,
  conversation: Conversation,
  { answer, now }: Turn,
): Phase => {
  const request = heard.child('bind', BIND)
  const id = heard.attribute('id')
  if (!heard.is('iq', CLIENT) || request === undefined || heard.attribute('type') !== 'set') {
    // RFC 6120 §7.1: no stanzas before a resource is bound.
    answer.streamError('not-authorized')
    return CLOSED
  }
  const asked = request.child('resource')?.text() ?? ''
  if (id === undefined || !isResource(asked)) {
    answer.say(stanzaError(heard, 'bad-request')).after('bind')
    return { kind: 'binding', user }
  }
  const resource = asked === '' ? uuid(conversation.random) : asked
  const session = newSession(
    { user, resource, client: '', requestedToken: undefined },
    conversation,
    now,
  )
  noteClient(user, session.address, conversation)
  const bound = element('bind', BIND, {}, element('jid', BIND, {}, session.address))
  answer.say(element('iq', CLIENT, { type: 'result', id }, bound)).after('bind')
  return { kind: 'stanza', session }
}

/** `<bind/>` of Bind 2, inside `<authenticate/>`: the session and `<bound/>`. */
export const bindInline = (
  request: BindRequest,
  { agent: { id: client }, requestToken: requestedToken }: AuthenticateRequest,
  user: string,
  conversation: Conversation,
  { now }: Turn,
): { readonly session: Session; readonly element: XmlElement } => {
  const { domain, random } = conversation
  const { settings, secret, sessions } = domain
  // XEP-0386 §3: whoever binds inline has an archive to ask.
  const { offline } = settings.storage
  const mayTalk = communicates(rightsOf(conversation))
  if (mayTalk && offline.kind === 'stored' && offline.bind2 === 'discarded')
    domain.offline.take(user)
  const known = client === '' ? uuid(random) : client
  const suffix = resourceSuffix(settings, secret, `${user} ${request.tag} ${known}`)
  const { resourceSeparator } = settings.sasl2
  const resource = request.tag === '' ? suffix : `${request.tag}${resourceSeparator}${suffix}`
  // XEP-0386 §4: earlier sessions of the same installation end.
  if (client !== '') {
    for (const earlier of sessions.of(user))
      if (earlier.client === client) replace(earlier, conversation, now)
  }
  const session = newSession({ user, resource, client, requestedToken }, conversation, now)
  if (mayTalk) session.carbons = request.carbons
  session.csi = request.csi
  const enabled =
    request.enable && enable(request.enable, session, resource, 'inline', conversation)
  const confirmed = session.carbons === 'on' && settings.sasl2.carbonsEnabled === 'confirmed'
  const carbons = confirmed ? element('enabled', CARBONS) : undefined
  const { archive } = settings.sasl2
  const metadata = archive === undefined ? undefined : parseElement(archive, CLIENT)
  return { session, element: element('bound', BIND2, {}, metadata, enabled, carbons) }
}

/** Who says nothing of itself is known by its session, when there is one. */
export const noteClient = (
  user: string,
  address: string | undefined,
  { domain, login, now }: Conversation,
): void => {
  if (login === undefined || (login.agent.id === '' && address === undefined)) return
  domain.clients.see(user, address, login, domain.wallClock(now))
}

const newSession = (
  {
    user,
    resource,
    client,
    requestedToken,
  }: Pick<Session, 'user' | 'client' | 'requestedToken'> & { readonly resource: string },
  conversation: Conversation,
  now: Instant,
): Session => {
  const { domain, carrier } = conversation
  const address = `${user}@${domain.name}/${resource}`
  settle(user, domain, domain.wallClock(now))
  const earlier = domain.sessions.at(user, address)
  // RFC 6120 §7.7.2.2: the server may let the newer client have the resource.
  if (earlier !== undefined) replace(earlier, conversation, now)
  const rights = rightsOf(conversation)
  const session = boundSession({ user, address, client, requestedToken, rights }, carrier)
  domain.sessions.add(session)
  return session
}

const replace = (session: Session, { domain }: Conversation, now: Instant): void => {
  if (session.attachment.kind === 'live') session.attachment.carrier.displace('conflict', now)
  endSession(session, domain, domain.wallClock(now))
}

const isResource = (text: string): boolean => Buffer.byteLength(text) <= RESOURCE_OCTETS_MAX
