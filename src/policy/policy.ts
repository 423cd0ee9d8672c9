/**
 * What a client does about its connection: how it finds out that it is dead, when it tries again,
 * how long it waits. Data; whoever lives by it is `client/`.
 *
 * Leaves out what no client in the facts does alike: another way of connecting after so many
 * failures (Converse takes WebSocket and BOSH in turn), and what depends on the battery.
 */
import { type Duration, shorter, sum, times } from '../units.ts'
import type { BackOff } from './back-off.ts'

export interface Policy {
  /** As on the command line. */
  readonly name: string
  /** One line for people. */
  readonly summary: string
  readonly notice: Notice
  readonly comeBack: ComeBack
  readonly limits: Limits
}

/** How it finds out that its connection is dead; beside what TCP says by itself. */
export interface Notice {
  /** What it asks the server in order to hear from it. */
  readonly probe: Probe
  /** `<r/>` behind stanzas of its own (XEP-0198 §4); none: it does not ask. */
  readonly request: AckRequest
  /** Octets that TCP has to deliver, and nobody answers (RFC 6120 §4.6.1). */
  readonly whiteSpace:
    | { readonly kind: 'none' }
    | { readonly kind: 'every'; readonly every: Duration }
  /** TCP_USER_TIMEOUT (RFC 5482); `kernel`: as long as TCP itself has patience. */
  readonly userTimeout:
    | { readonly kind: 'kernel' }
    | { readonly kind: 'after'; readonly after: Duration }
  /** TCP keep-alive (RFC 9293 §3.8.4). */
  readonly keepAlive: KeepAlive
  /** The operating system says that there is a network again, or another one. */
  readonly networkChange: Reaction
  /** The device has woken because its user took it up. */
  readonly wake: Reaction
  /** A push has woken it, to fetch something. */
  readonly push: Reaction
}

export type Probe =
  | { readonly kind: 'none' }
  | {
      /** XEP-0199, or `<r/>`. */
      readonly kind: 'ping' | 'sm-request'
      /** So long after the server was last heard, or after the last probe whatever was heard. */
      readonly when: 'silent' | 'always'
      readonly after: Duration
      /** The answer is waited for. */
      readonly timeout: Duration
      /** Unanswered ones in a row that make a connection dead; from the second on one comes `after` the other. */
      readonly misses: number
      /** What says that the server is there: its answer, or whatever is heard behind the question. */
      readonly satisfiedBy: 'answer' | 'anything'
    }

/** From the first question that is not answered until the connection is held for dead. */
export const patienceOf = ({
  after,
  timeout,
  misses,
}: Exclude<Probe, { readonly kind: 'none' }>): Duration => sum(times(after, misses - 1), timeout)

export type AckRequest =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'after-stanza'
      /** From the last stanza: several in a row are asked about once. */
      readonly after: Duration
      /** No acknowledgement in time: the connection is dead. Undefined: nothing follows from that. */
      readonly timeout: Duration | undefined
    }

export type KeepAlive =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'probes'
      readonly idle: Duration
      readonly interval: Duration
      readonly probes: number
    }

export type Reaction =
  | { readonly kind: 'none' }
  /** Asks whether the connection lives, and holds it for dead where no answer comes in time. */
  | { readonly kind: 'probe'; readonly timeout: Duration }
  /** Gives the connection up without asking. */
  | { readonly kind: 'reconnect' }

export type ComeBack =
  | { readonly kind: 'never' }
  | {
      readonly kind: 'tries'
      /** The first attempt after a loss comes at once, or the loss counts as a failure. */
      readonly first: 'at-once' | 'backs-off'
      /**
       * Where it found the loss out by asking in vain, the first attempt comes so long after, and the
       * loss is no failure; undefined: as after any other.
       */
      readonly afterSilence?: Duration | undefined
      /**
       * Where it asked of its own accord, in vain, it waits so long for the ends of stream and socket
       * (RFC 6120 §4.4), and only then does what it does after any loss; undefined: it waits for none.
       */
      readonly closing?: Duration | undefined
      readonly backOff: BackOff
      /** From when a delay counts: the end of what failed, or the beginning of that attempt. */
      readonly countedFrom: 'end' | 'beginning'
      /** While it waits: the delay goes on; or is over; or is over, and failures are forgotten. */
      readonly networkChange: 'goes-on' | 'at-once' | 'at-once-and-anew'
      /** That fail in a row until it gives up for good; undefined: it never does. */
      readonly attempts: number | undefined
    }

export interface Limits {
  /** From the beginning of an attempt until TCP is connected; undefined: TCP's own. */
  readonly connect: Duration | undefined
  /** It holds for each of several addresses, from the attempt there; undefined: for all together. */
  readonly connectPer?: 'address'
  /** From the beginning of an attempt until it is ready; undefined: none. */
  readonly login: Duration | undefined
  /** Whole seconds for which the server is asked to keep its session (XEP-0198 §3, `max`). */
  readonly session?: Duration
}

/** From the beginning of an attempt: whoever has to be ready sooner has no longer to connect, either. */
export const untilConnected = ({ connect, login }: Limits): Duration | undefined =>
  connect === undefined || login === undefined ? (connect ?? login) : shorter(connect, login)
