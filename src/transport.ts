/**
 * The second seam: what a byte stream says and what it is told. Simulated, live and real
 * sockets alike speak it, at the client's end and at the server's.
 *
 * Both ends of a dialogue are an `Engine<TransportEvent, TransportCommand>`: the client's
 * script runner and the embedded server know nothing else of the world.
 */

/** The layers that a wait can belong to (see README, "How waits are counted"). */
export const LAYERS = [
  'dns',
  'tcp',
  'starttls',
  'tls',
  'upgrade',
  'header',
  'auth',
  'restart',
  'bind',
  'sm',
  'data',
] as const
export type Layer = (typeof LAYERS)[number]

/** How many waits there were, in all and layer by layer. */
export interface Waits {
  readonly total: number
  /** Layers that cost at least one, in the order of `LAYERS`. */
  readonly byLayer: Readonly<Partial<Record<Layer, number>>>
}

/**
 * The milestones of an attempt, in the order in which a client without tricks reaches them.
 * Fast Open and early data may bring several to the same instant. `restored` is reached by those
 * only who restore what they hold of their account.
 */
export const MILESTONES = ['connected', 'secured', 'authenticated', 'ready', 'restored'] as const
export type Milestone = (typeof MILESTONES)[number]

/** Whether every way to connect comes to it. */
export const isOnEveryWay = (milestone: Milestone): boolean => milestone !== 'restored'

/** Why an attempt failed, as counted per cell: stable strings, one catalogue. */
export const FAILURE_CODES = [
  // The attempt was given up, or TCP was not connected in the time for that.
  'timeout',
  'connect-timeout',
  // What TCP came to: a reset of the SYN, another one, an end, patience at its end.
  'connection-refused',
  'connection-reset',
  'connection-closed',
  'retransmission-limit',
  // What lies below the stream.
  'dns-failure',
  'tls-failure',
  // The peer said `<stream:error/>`, no XML, more than is taken, what cannot be said there.
  'stream-error',
  'malformed-xml',
  'limit-exceeded',
  'protocol-violation',
  // The server does not offer what is needed.
  'feature-missing',
  // It refused the client, or could not prove itself (RFC 5802 §3); then the session.
  'authentication-failed',
  'server-not-authentic',
  'bind-failed',
  'resumption-failed',
] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

export const SHUTDOWN = 'system-shutdown'

export interface Failure {
  readonly code: FailureCode
  /** One line for people: what was expected and what was found. Never a secret. */
  readonly detail: string
  /** The server has said that it is being shut down (RFC 6120 §4.9.3.20, XEP-0124 §17.2). */
  readonly condition?: typeof SHUTDOWN
}

/** What TLS tells the application once application data may flow (possibly as early data). */
export interface TlsFacts {
  readonly version: '1.2' | '1.3'
  /** The server accepted a session ticket. */
  readonly resumed: boolean
  /**
   * Channel-binding data. Each is absent where undefined by the RFCs: `exporter` while only
   * early data can be sent (RFC 9266 needs the exporter master secret) or on TLS 1.2 without
   * extended master secret, `unique` on TLS 1.3 (RFC 8446 App. C.5).
   */
  readonly exporter: Uint8Array | undefined
  readonly unique: Uint8Array | undefined
  readonly serverEndPoint: Uint8Array | undefined
  /** A name for the TLS session, the same on every connection that resumes it, where it is known. */
  readonly session?: string | undefined
  /** At the server: the address that the client's certificate is for. */
  readonly peer?: string | undefined
}

export type TransportEvent =
  | { readonly kind: 'connected' }
  /** Sent again (`early` false) when a handshake whose early data was accepted has completed. */
  | { readonly kind: 'secured'; readonly early: boolean; readonly tls: TlsFacts }
  /** Messages may be sent (RFC 6455 §4.1). */
  | { readonly kind: 'upgraded' }
  /**
   * Octets cut anywhere, or, where messages are carried (RFC 7395), exactly one. `early`: came as
   * TLS early data, so it may be a replay (RFC 8446 §8).
   */
  | { readonly kind: 'received'; readonly bytes: Uint8Array; readonly early: boolean }
  /**
   * A layer below had to wait one round trip before it could pass on what it was given, in a connection
   * before this one also for what was said there.
   */
  | {
      readonly kind: 'waited'
      readonly layer: 'dns' | 'tcp' | 'tls' | 'upgrade' | 'header' | 'auth'
    }
  /** The peer closed, or the connection failed. Nothing comes after it. */
  | { readonly kind: 'closed'; readonly error?: Failure }

export type TransportCommand =
  /** Client only. DNS, then TCP; with Fast Open `connected` comes at once. */
  | { readonly kind: 'connect' }
  /** Start TLS: the client's handshake, or the server's readiness for one. */
  | { readonly kind: 'secure' }
  /** Client only, where messages are carried (RFC 7395): asks for the WebSocket. */
  | { readonly kind: 'upgrade' }
  /** One write, or one message. */
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'close' }

/**
 * What passes a layer that is a transport on a transport: whoever sits on top commands it, and it
 * commands what is below; events go the other way.
 */
export type Passing = TransportCommand | TransportEvent

export const isCommand = (passing: Passing): passing is TransportCommand =>
  COMMANDS.has(passing.kind)

const COMMANDS: ReadonlySet<Passing['kind']> = new Set([
  'connect',
  'secure',
  'upgrade',
  'send',
  'close',
] satisfies TransportCommand['kind'][])
