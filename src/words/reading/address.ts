/** Whose account a live run uses and where its server is, as people write it. */
import { z } from 'zod'
import { InputError } from '../../json/input-error.ts'
import { refuse } from '../../json/refuse.ts'
import type { SocketAddress } from '../../run/live/spec.ts'

export interface LiveTarget {
  readonly local: string
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
  const domain = host.replace(/^\[|\]$/g, '')
  const address = port === undefined ? undefined : { host: domain, port: Number(port) }
  if (address !== undefined && !isPort(address.port)) {
    throw wrongAddress(JSON.stringify(text), 'a port from 1 to 65535')
  }
  return {
    local: decoded(text, local),
    domain,
    starttls: scheme === 'xmpp' ? address : undefined,
    direct: scheme === 'xmpps' ? address : undefined,
    ways: scheme === 'xmpps' ? 'direct' : 'both',
  }
}

/** What looks as if there were a password in it, or something else behind it, is not repeated. */
function shown(text: string): string {
  const rest = text.replace(/^xmpps?:\/*/, '')
  if (rest.slice(0, rest.lastIndexOf('@') + 1).includes(':')) return 'one with a password in it'
  return /^[^?#;]*$/.test(rest) ? JSON.stringify(text) : 'one with something behind it'
}

function decoded(text: string, local: string): string {
  try {
    return decodeURIComponent(local)
  } catch {
    throw wrongAddress(`a stray % in ${JSON.stringify(text)}`, FORM)
  }
}

const wrongAddress = (found: string, expected: string): InputError =>
  new InputError({ code: 'wrong-value', field: 'address', found, expected })

/** `HOST:PORT`, for servers that are not where their domain says. */
export const socketField = z.string().transform((text, context): SocketAddress => {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(text)
  const [, host = '', port = ''] = parts ?? []
  if (parts === null) refuse(context, text, 'HOST:PORT')
  else if (!isPort(Number(port))) refuse(context, text, 'a port from 1 to 65535')
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) }
})

const isPort = (port: number): boolean => port >= 1 && port <= 65_535
