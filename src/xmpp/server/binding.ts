/** Resource binding: the iq of RFC 6120 §7 and the inline request of XEP-0386. */

import { element, type XmlElement } from '../../xml/xml.ts'
import { BIND, BIND2, CARBONS, CLIENT } from '../namespaces.ts'
import { stanzaError } from './answer.ts'
import type { AuthenticateRequest, BindRequest } from './authenticate-request.ts'
import { CLOSED, type Conversation, type Hearing, type Phase } from './conversation.ts'
import { resourceSuffix, uuid } from './identifiers.ts'
import { enable } from './management.ts'
import type { Session } from './sessions.ts'

/** RFC 7622 §3.4, in octets. */
const RESOURCE_OCTETS_MAX = 1_023

/** An iq on a stream that is authenticated but not bound: only binding is possible. */
export const bindLegacy = (
  heard: XmlElement,
  user: string,
  conversation: Conversation,
  { answer }: Hearing,
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
  )
  const bound = element('bind', BIND, {}, element('jid', BIND, {}, session.address))
  answer.say(element('iq', CLIENT, { type: 'result', id }, bound)).after('bind')
  return { kind: 'stanza', session }
}

/** `<bind/>` of Bind 2, inside `<authenticate/>`: the session and `<bound/>`. */
export const bindInline = (
  request: BindRequest,
  { client, requestToken: requestedToken }: AuthenticateRequest,
  user: string,
  conversation: Conversation,
): { readonly session: Session; readonly element: XmlElement } => {
  const { server, random } = conversation
  const { settings, secret, sessions } = server
  const known = client === '' ? uuid(random) : client
  const suffix = resourceSuffix(settings, secret, `${user} ${request.tag} ${known}`)
  const { resourceSeparator } = settings.sasl2
  const resource = request.tag === '' ? suffix : `${request.tag}${resourceSeparator}${suffix}`
  // XEP-0386 §4: earlier sessions of the same installation end.
  if (client !== '') {
    for (const earlier of sessions.of(user))
      if (earlier.client === client) endSession(earlier, conversation)
  }
  const session = newSession({ user, resource, client, requestedToken }, conversation)
  session.carbons = request.carbons
  session.csi = request.csi
  const enabled =
    request.enable && enable(request.enable, session, resource, 'inline', conversation)
  const confirmed = request.carbons === 'on' && settings.sasl2.carbonsEnabled === 'confirmed'
  const carbons = confirmed ? element('enabled', CARBONS) : undefined
  return { session, element: element('bound', BIND2, {}, enabled, carbons) }
}

const newSession = (
  {
    user,
    resource,
    client,
    requestedToken,
  }: Pick<Session, 'user' | 'client' | 'requestedToken'> & { readonly resource: string },
  conversation: Conversation,
): Session => {
  const { server, link } = conversation
  const address = `${user}@${server.settings.domain}/${resource}`
  const earlier = server.sessions.at(address)
  // RFC 6120 §7.7.2.2: the server may let the newer client have the resource.
  if (earlier !== undefined) endSession(earlier, conversation)
  const session: Session = {
    user,
    address,
    client,
    requestedToken,
    management: { kind: 'off' },
    carbons: 'off',
    csi: 'active',
    attachment: { kind: 'live', link },
  }
  server.sessions.add(session)
  return session
}

const endSession = (session: Session, { server }: Conversation): void => {
  if (session.attachment.kind === 'live') session.attachment.link.conflict()
  server.sessions.end(session)
}

const isResource = (text: string): boolean => Buffer.byteLength(text) <= RESOURCE_OCTETS_MAX
