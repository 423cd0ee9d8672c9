/**
 * What a client asks a server for when it has come online, and a small server answers: there is
 * nothing yet, and this is who I am. Clients wait for some of it, and complain where it is refused.
 *
 * Left out: storing any of it, publishing; whatever else is asked is answered with an error by
 * whoever is asked (RFC 6120 §8.4). Rosters and archives are in `requests.ts`.
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import {
  BLOCKING,
  BOOKMARKS,
  CARBONS,
  DISCO_INFO,
  DISCO_ITEMS,
  MAM,
  OFFLINE,
  PING,
  PRIVATE,
  PUBSUB,
  ROSTER,
  STANZA_ID,
  VCARD,
  VERSION,
} from '../namespaces.ts'
import type { Content, Request } from './requests.ts'
import type { ServerSettings } from './settings.ts'
import type { StorageSettings } from './storage-settings.ts'

type Asked = Request['whom']

/** The result; undefined: this is not something that is answered. */
export const serviceResult = (
  { asked: request, whom: asked }: Request,
  { storage }: ServerSettings,
): Content | undefined => {
  const content = contentOf(request, asked, storage)
  return content && { content, pushes: [] }
}

const contentOf = (
  request: XmlElement,
  asked: Asked,
  storage: StorageSettings,
): XmlElement | undefined => {
  const { name, namespace } = request
  switch (namespace) {
    case DISCO_INFO:
      return name === 'query' ? info(request, asked, storage) : undefined
    case DISCO_ITEMS:
      return name === 'query' ? alike(request, { node: request.attribute('node') }) : undefined
    case VERSION:
      return name === 'query' && asked === 'server' ? version() : undefined
    case BLOCKING:
      return name === 'blocklist' && asked === 'account' ? alike(request) : undefined
    case VCARD:
      return name === 'vCard' && asked === 'account' ? alike(request) : undefined
    case PRIVATE:
      return name === 'query' && asked === 'account' ? nothingStored(request) : undefined
    case PUBSUB:
      return name === 'pubsub' && asked === 'account' ? noItems(request) : undefined
    default:
      return undefined
  }
}

const SERVED: readonly string[] = [
  BLOCKING,
  CARBONS,
  DISCO_INFO,
  DISCO_ITEMS,
  PING,
  PRIVATE,
  ROSTER,
  VCARD,
  VERSION,
]

const kept = ({ archive, offline }: StorageSettings, asked: Asked): readonly string[] => {
  if (asked === 'server') return offline.kind === 'refused' ? [] : [OFFLINE]
  return archive.kind === 'none' ? [] : [MAM, STANZA_ID]
}

/** XEP-0030 §3; the node of a server's capabilities (XEP-0115) is the server. */
const info = (request: XmlElement, asked: Asked, storage: StorageSettings): XmlElement => {
  const identity = IDENTITIES[asked]
  const features = [...SERVED, ...kept(storage, asked)].map((feature) =>
    element('feature', DISCO_INFO, { var: feature }),
  )
  const attributes = { node: request.attribute('node') }
  return element(
    'query',
    DISCO_INFO,
    attributes,
    element('identity', DISCO_INFO, identity),
    ...features,
  )
}

const IDENTITIES: Readonly<Record<Asked, { readonly category: string; readonly type: string }>> = {
  server: { category: 'server', type: 'im' },
  account: { category: 'account', type: 'registered' },
}

/** The same element, with nothing in it. */
const alike = ({ name, namespace }: XmlElement, attributes = {}): XmlElement =>
  element(name, namespace, attributes)

/** Not which server is imitated: that it is imitated. */
const version = (): XmlElement =>
  element(
    'query',
    VERSION,
    {},
    element('name', VERSION, {}, 'xmpp-rtt'),
    element('version', VERSION, {}, 'embedded'),
  )

/** XEP-0049: the element that was asked for, empty. */
const nothingStored = (request: XmlElement): XmlElement | undefined => {
  const [wanted, more] = request.elements()
  if (wanted === undefined || more !== undefined) return undefined
  return element('query', PRIVATE, {}, alike(wanted))
}

/** XEP-0402, and XEP-0048 as it was published: no bookmarks. Other nodes there are none. */
const noItems = (request: XmlElement): XmlElement | undefined => {
  const node = request.child('items')?.attribute('node')
  if (node === undefined || !BOOKMARKS.includes(node)) return undefined
  return element('pubsub', PUBSUB, {}, element('items', PUBSUB, { node }))
}
