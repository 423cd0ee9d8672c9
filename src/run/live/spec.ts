/** What a run against a real server is: everything that decides what is done to it. */
import type { FarAddress } from '../../attach/live/addresses.ts'
import type { LiveLimits, Think } from '../../attach/live/settings.ts'
import type { Trust } from '../../attach/live/tls.ts'
import type { SocketAddress } from '../../attach/sockets/socket-address.ts'
import type { ResolvedProfile } from '../../profiles/resolve.ts'
import type { Entrance } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import type { Duration } from '../../units.ts'
import type { EndsChoice } from '../client.ts'
import type { FastOpenFault, FastOpenListener } from '../fast-open.ts'
import type { Course } from '../spec.ts'
import type { TcpChoice } from '../tcp-choice.ts'

/** Where the server takes connections, as far as known. */
export interface Endpoints {
  readonly starttls: Endpoint | undefined
  readonly direct: Endpoint | undefined
  readonly websocket: HttpEndpoint | undefined
  readonly bosh: HttpEndpoint | undefined
  /** Why it is not known where DNS has them, in words, where looking that up has failed. */
  readonly failedLookups?: Readonly<Partial<Record<Entrance, string>>>
  /** The SRV record by which the domain says that it has no such service, by name. */
  readonly declined?: Readonly<Partial<Record<Entrance, string>>>
}

export interface Endpoint extends SocketAddress {
  /** In the order in which to try them, where there are several. */
  readonly addresses?: readonly FarAddress[]
}

/** Of WebSockets, or of BOSH. */
export interface HttpEndpoint extends Endpoint {
  /** Of the server, as its certificate and the request say it; `host` may be an address. */
  readonly name: string
  /** The path, and the query if there is one. */
  readonly target: string
}

export interface LiveSpec extends Pick<EndsChoice, 'hostTime'> {
  /** Of the link's luck: with the same one, the same as in `compare`. */
  readonly seed: string
  /** Of nonces and of this guest's own names; never the same twice. */
  readonly guest: string
  readonly trials: number
  readonly timeoutMs: number
  readonly tcp: TcpChoice
  /** Of the server's kernel, which cannot be seen from here; undefined: nobody has said. */
  readonly serverFastOpen: FastOpenListener | undefined
  readonly fastOpenFault: FastOpenFault | undefined
  readonly strategies: readonly Strategy[]
  readonly profiles: readonly ResolvedProfile[]
  readonly local: string
  readonly domain: string
  readonly password: string
  /** The other side of the conversation, at the same server. */
  readonly peer: { readonly local: string; readonly password: string } | undefined
  /** Every policy in every scenario; none: single attempts. */
  readonly courses: readonly Course[]
  /** Whether the server may be shown it (PLAIN), where it takes nothing better. */
  readonly showPassword: 'never' | 'if-needed'
  readonly endpoints: Endpoints
  readonly trust: Trust
  /** The guest's own certificate and key (PEM), for strategies that present one. */
  readonly identity: string | undefined
  readonly think: Think
  readonly limits: LiveLimits
  /** How long a server that takes no connections any more is waited for, in real time. */
  readonly absence: Duration
  readonly concurrency: number
  /** Connections begun in a second of real time, of all lanes together. */
  readonly perSecond: number
}

export { whyNoIdentity } from '../../attach/live/identity.ts'
export type { LiveLimits, SocketAddress, Think, Trust }
