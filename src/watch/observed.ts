/** What has been seen so far of one connection: plain facts, filled in as they become known. */
import { type Instant, START } from '../units.ts'
import type { Holder, LeftSession } from './past.ts'
import type { Negotiated } from './served-connection.ts'
import type { WaitLog } from './wait-log.ts'

/** What the server offered on this stream, of what saves round trips. */
export interface Offered {
  sasl2: boolean
  bind2: boolean
  /** Stream management, in whatever way. */
  management: boolean
  /** Inside Bind 2. */
  inlineManagement: boolean
  inlineCarbons: boolean
  inlineResumption: boolean
  fast: readonly string[]
}

/** What the client asked for, answered or not. */
export interface Asked {
  /** Of the header: the server's domain. */
  to: string
  /** `from` in the header behind TLS (XEP-0388 §2.1). */
  from: boolean
  resumption: string | undefined
  /** Of the server's stanzas, when it asked for that (XEP-0198 §5); undefined: its `h` was no number. */
  acknowledged: number | undefined
  token: boolean
  carbons: boolean
  /** A token was presented, successfully or not. */
  fast: boolean
  /** The token that is presented now: whose it is, as the client says, and whether it is to be the last time. */
  presented: { readonly holder: Holder; readonly invalidate: boolean } | undefined
  userAgent: boolean
  /** Instant stream resumption (XEP-0397): a token of the session's own. */
  instant: boolean
}

export interface Observed {
  readonly negotiated: {
    -readonly [Name in keyof Omit<Negotiated, 'refused'>]: Negotiated[Name]
  } & {
    readonly refused: string[]
  }
  readonly waits: WaitLog
  readonly offered: Offered
  readonly asked: Asked
  holder: Holder
  kind: 'cold' | 'reconnect'
  /** Sessions of this client's, when it was known who it is. */
  resumable: readonly LeftSession[]
  identifiedAt: Instant
  /** The client was given a token on an earlier connection. */
  heldToken: boolean
  /** Behind a successful resumption, or the id that binding was given. */
  managementId: string | undefined
  /** Stanzas that the server has sent again behind `<resumed/>`: that it had said before. */
  resent: number
  /** The client's, since stream management was asked for, in its whole session. */
  stanzas: number
  /** Digests of the resumed session's messages that the server has handled: its client need not repeat them. */
  handled: ReadonlySet<string>
  /** How many of them it has repeated nevertheless. */
  repeated: number
  /** What `<failed/>` said about the resumption. */
  resumptionProblem: string | undefined
  /** `<enable/>` or `<resume/>` on a stream that was managed already. */
  askedAgain: boolean
  /** Undefined until the client has a session. */
  way: 'bound' | 'resumed' | undefined
  /** Full address, once there is one. */
  address: string | undefined
  software: string | undefined
  /** Of the stream error that the server ended it with. */
  streamError: string | undefined
  /** The client has opened a stream, here or before TLS. */
  opened: boolean
  /** It had its session, and then asked for nothing for a while: what it asks for now is no step. */
  settled: boolean
  /** The client closed its stream. */
  goodbye: boolean
}

export const nothingObserved = (security: Negotiated['security'], waits: WaitLog): Observed => ({
  negotiated: {
    security,
    tls: undefined,
    profile: undefined,
    mechanism: undefined,
    refused: [],
    binding: undefined,
    management: 'off',
    token: 'none',
    carbons: 'off',
  },
  waits,
  offered: {
    sasl2: false,
    bind2: false,
    management: false,
    inlineManagement: false,
    inlineCarbons: false,
    inlineResumption: false,
    fast: [],
  },
  asked: {
    to: '',
    from: false,
    resumption: undefined,
    acknowledged: undefined,
    token: false,
    carbons: false,
    fast: false,
    presented: undefined,
    userAgent: false,
    instant: false,
  },
  holder: { account: '', client: '' },
  kind: 'cold',
  resumable: [],
  identifiedAt: START,
  heldToken: false,
  managementId: undefined,
  resent: 0,
  stanzas: 0,
  handled: new Set(),
  repeated: 0,
  resumptionProblem: undefined,
  askedAgain: false,
  way: undefined,
  address: undefined,
  software: undefined,
  streamError: undefined,
  opened: false,
  settled: false,
  goodbye: false,
})
