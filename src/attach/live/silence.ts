/** What is said of a server whose time ran out: where, in what, and how long it had. */
import type { Failure } from '../../transport.ts'
import { type Duration, toMilliseconds } from '../../units.ts'
import { type SocketAddress, written } from '../sockets/socket-address.ts'

/** How long it was given, and what decided that. */
export interface Given {
  readonly time: Duration
  readonly by: 'patience' | 'hurry'
}

/** How far the connection has come. */
interface Ends {
  readonly far: { readonly connecting: boolean } | undefined
  readonly ahead: { readonly handshaking: boolean }
}

interface Reached {
  readonly reached: SocketAddress | undefined
}

export function silence(
  settings: { readonly far: SocketAddress; readonly addresses?: Reached | undefined },
  { far, ahead }: Ends,
  { time, by }: Given,
): Failure {
  const at = settings.addresses?.reached ?? settings.far
  const until = `within ${toMilliseconds(time) / 1000} s (${REASONS[by]})`
  if (far?.connecting === true) {
    const detail = `expected a TCP connection to ${written(at)}, found none ${until}`
    return { code: 'connect-timeout', detail }
  }
  const answer = ahead.handshaking ? 'that leads on in the TLS handshake' : 'that leads on'
  const detail = `expected an answer from ${written(at)} ${answer}, found none ${until}`
  return { code: 'timeout', detail }
}

const REASONS: Readonly<Record<Given['by'], string>> = {
  patience: '--patience',
  hurry: 'interrupted',
}
