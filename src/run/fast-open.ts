/** TCP Fast Open in a run: what goes wrong with it, and the cookies of both ends. */
import type { ServerTcp } from '../servers/model.ts'
import type { FastOpenUse } from '../stack/tcp-stack.ts'
import type { MiddleboxFault } from '../tcp/middlebox.ts'
import type { FastOpenServer } from '../tcp/settings.ts'

/**
 * What a run may have go wrong: a box on the path, or a cookie that is `stale`, unknown to the
 * server because the client's address has changed.
 */
export const FAST_OPEN_FAULTS = [
  'syn-dropped',
  'option-stripped',
  'payload-stripped',
  'stale',
] as const satisfies readonly (MiddleboxFault | 'stale')[]
export type FastOpenFault = (typeof FAST_OPEN_FAULTS)[number]

/** What a listener does with data in a SYN. */
export const FAST_OPEN_LISTENERS = [
  'accepted',
  'refused',
] as const satisfies readonly ServerTcp['fastOpen'][]
export type FastOpenListener = ServerTcp['fastOpen']

/** What a client has kept of an earlier connection. */
export interface HeldCookie {
  readonly cookie: string
  readonly mss: number
  /** The client's, that it was given to (RFC 7413 §4.1.2); without it the first that it had. */
  readonly address?: number
}

const FIRST_ADDRESS = 0

/** What goes wrong at an address of the client's: what the run has, or else what its having moved makes of a cookie. */
export const faultAt = (
  address: number,
  held: HeldCookie | undefined,
  fault: FastOpenFault | undefined,
): FastOpenFault | undefined =>
  fault ?? (held === undefined || (held.address ?? FIRST_ADDRESS) === address ? undefined : 'stale')

/** The cookie that the server grants to the client's present address (RFC 7413 §4.1.2). */
const COOKIE = '8b1f5c0d3a7e9642'
/** What a client holds whose address has changed since: the server does not know it any more. */
const STALE_COOKIE = '2469e7a3d0c5f1b8'

export const fastOpenServer = (listener: FastOpenListener): FastOpenServer =>
  listener === 'accepted' ? { kind: 'enabled', cookie: COOKIE } : { kind: 'disabled' }

/**
 * With no cookie held the client asks for one, which saves nothing this time. None can be stale
 * either that a server without Fast Open never gave.
 */
export function fastOpenUse(
  listener: FastOpenListener,
  fault: FastOpenFault | undefined,
  held: HeldCookie | undefined,
): FastOpenUse {
  const isStale = fault === 'stale' && listener === 'accepted'
  const cookie = isStale ? STALE_COOKIE : held?.cookie
  return {
    option: cookie === undefined ? { kind: 'request' } : { kind: 'cookie', cookie },
    cachedMss: held?.mss,
  }
}
