/** Whose account a live run uses and where its server is, as people write it. */
import * as z from 'zod'
import { aLabels, caseMapped, uLabels } from '../../address.ts'
import { InputError } from '../../json/input-error.ts'
import { refuse } from '../../json/refuse.ts'
import type { HttpEndpoint, SocketAddress } from '../../run/live/spec.ts'

export interface LiveTarget {
  /** Case-mapped. */
  readonly local: string
  /** With U-labels, as in XML. */
  readonly domain: string
  readonly starttls: SocketAddress | undefined
  readonly direct: SocketAddress | undefined
  /** Of those that DNS tells. */
  readonly ways: 'both' | 'direct'
}

const FORM = 'an address like xmpp://user@domain[:port], or xmpps:// for direct TLS'

/** Reads `xmpp://user@domain[:port]`; a port means that host and no look-up. */
export function readTarget(text: string): LiveTarget {
  const parts =
    /^(xmpps?):\/\/([^@:/\s]+)@(\[[0-9a-fA-F:.]+\]|[\p{L}\p{M}\p{N}_.-]+)(?::(\d{1,5}))?\/?$/u.exec(
      text,
    )
  if (parts === null) throw wrongAddress(shown(text), FORM)
  const [, scheme, local = '', host = '', port] = parts
  const domain = uLabels(host.replace(/^\[|\]$/g, ''))
  const address = port === undefined ? undefined : { host: aLabels(domain), port: Number(port) }
  if (address !== undefined && !isPort(address.port)) {
    throw wrongAddress(JSON.stringify(text), 'a port from 1 to 65535')
  }
  return {
    local: caseMapped(decoded(text, local)),
    domain,
    starttls: scheme === 'xmpp' ? address : undefined,
    direct: scheme === 'xmpps' ? address : undefined,
    ways: scheme === 'xmpps' ? 'direct' : 'both',
  }
}

/**
 * An address is repeated when all of it is of a form in which nobody writes passwords. A colon is
 * only known to begin a port behind `user@host`: whatever else stands behind one is not shown, and
 * only what is wrong about it is said.
 */
function shown(text: string): string {
  const [, scheme = '', slashes = '', rest = ''] =
    /^(?:(xmpps?|https?|wss?):)?(\/\/)?(.*)$/is.exec(text) ?? []
  const isOurs = scheme === '' ? slashes === '' : slashes !== '' && /^xmpp/i.test(scheme)
  if (isOurs && /^(?:[^:@?#;/\s]*@)?[^:@?#;/\s]*\/?$/.test(rest)) return JSON.stringify(text)
  if (isOurs && /^[^:@?#;/\s]*@[^:@?#;/\s]*:\d+\/?$/.test(rest)) return JSON.stringify(text)
  if (/:.*@/s.test(rest)) return 'one with a password in it'
  if (/^(?:http|ws)/i.test(scheme)) return `one that begins with ${scheme}:`
  if (scheme !== '' && slashes === '') return `one without // behind ${scheme}:`
  if (/\s/.test(rest)) return 'one with white space in it'
  if (/^[^:@/]+@[^:@?#;/]+(?::\d+)?[?#;/]/.test(rest)) return 'one with something behind it'
  return rest.includes(':')
    ? 'one with something behind a colon that is no port'
    : 'one of another form'
}

function decoded(text: string, local: string): string {
  const name = unescaped(local)
  if (name === undefined) throw wrongAddress(`a stray % in ${JSON.stringify(text)}`, FORM)
  // RFC 7622 §3.3.1 has no colon in a localpart.
  if (name.includes(':')) throw wrongAddress('one with a password in it', FORM)
  return name
}

const unescaped = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

const wrongAddress = (found: string, expected: string): InputError =>
  new InputError({ code: 'wrong-value', field: 'address', found, expected })

/** Of another account at the same domain (RFC 7622 §3.3.1 says what is in none). */
export const localpartField = z.string().transform((text, context): string => {
  if (!/^[^\s"&'/:<>@]+$/u.test(text))
    refuse(context, text, 'a localpart, as in "bob"', [], 'another')
  return caseMapped(text)
})

/** `HOST:PORT`, for servers that are not where their domain says. */
export const socketField = z.string().transform((text, context): SocketAddress => {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(text)
  const [, host = '', port = ''] = parts ?? []
  if (parts === null) refuse(context, text, 'HOST:PORT', [], shown(text))
  else if (!isPort(Number(port))) refuse(context, text, 'a port from 1 to 65535')
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
})

const HTTPS_PORT = 443

/** `wss://HOST[:PORT]/PATH`, as XEP-0156 has it: WebSockets in the clear are not for passwords. */
export const webSocketField = z
  .string()
  .transform((text, context) => httpEndpoint('wss', text, context))

/** `https://HOST[:PORT]/PATH`, for the same reason. */
export const boshField = z
  .string()
  .transform((text, context) => httpEndpoint('https', text, context))

const PLACE =
  /^([a-z]+):\/\/(\[[0-9a-fA-F:.]+\]|[^:/?#@\s[\]]+)(?::(\d{1,5}))?(\/[\x21\x24-\x7e]{0,200})?$/

function httpEndpoint(scheme: string, text: string, context: z.RefinementCtx): HttpEndpoint {
  const [, given, host = '', port = HTTPS_PORT, target = '/'] = PLACE.exec(text) ?? []
  if (given !== scheme) refuse(context, text, `${scheme}://HOST[:PORT]/PATH`, [], 'another')
  else if (!isPort(Number(port))) refuse(context, text, 'a port from 1 to 65535')
  const name = aLabels(host.replace(/^\[|\]$/g, ''))
  return { host: name, port: Number(port), name, target }
}

const isPort = (port: number): boolean => port >= 1 && port <= 65_535
