/**
 * What every run is told beside strategies and profiles: what kind of TCP, when an attempt is
 * given up, which seed, which certificates.
 */
import type { OverrideWords } from '../profiles/overrides.ts'
import { durationText } from '../quantities/text.ts'
import { CONNECT_TIMEOUT } from '../run/destinations.ts'
import { type Congestion, DEFAULT_TCP, type Hz } from '../run/tcp-choice.ts'
import { DEFAULT_CHAIN } from '../servers/certified.ts'
import type { MiddleboxFault } from '../tcp/middlebox.ts'
import type { ChainName } from '../tls/certificate.ts'

/** What is not said stands as in {@link USUAL}. */
export interface SettingWords extends OverrideWords {
  /** TCP's timers at both ends: Linux's tick and timer wheel, or exact ones. */
  readonly timers?: 'linux' | 'ideal' | undefined
  /** Linux's tick. */
  readonly hz?: Hz | undefined
  readonly congestion?: Congestion | undefined
  /** The client's Nagle algorithm, if not as it is by itself. */
  readonly nagle?: 'off' | 'on' | undefined
  /** Over IPv6, whose headers are larger. */
  readonly ipv6?: boolean | undefined
  /** What either host takes to handle a packet: 50 to 100 µs, or nothing, as with ideal timers. */
  readonly hostTime?: 'measured' | 'none' | undefined
  /** What happens to TCP Fast Open on the way; needs a strategy with `+tfo`. */
  readonly fastOpenFault?: MiddleboxFault | 'stale' | undefined
  /** How long the client gives each of several addresses, as in `15s`; needs a strategy with several. */
  readonly connectTimeout?: string | undefined
  /** When an attempt is given up, as in `60s`; at most an hour. */
  readonly timeout?: string | undefined
  /** Decides everything that is random: same seed, same bytes. */
  readonly seed?: string | number | undefined
}

/** Of a run against embedded servers. */
export interface RunWords extends SettingWords {
  /** Whose TLS stack and sockets connect, and how long it computes, by name. */
  readonly client?: string | undefined
  /** The certificate chain that they present, by name. */
  readonly certificate?: ChainName | undefined
}

/** Where a server has several addresses and nothing is said. */
export const USUAL_CONNECT_TIMEOUT = durationText(CONNECT_TIMEOUT)

/** What a run is against when nothing is said, by name. */
export const USUAL_SERVER = 'prosody'

export const USUAL = {
  certificate: DEFAULT_CHAIN,
  timers: DEFAULT_TCP.timers,
  hz: DEFAULT_TCP.hz,
  congestion: DEFAULT_TCP.congestion,
  nagle: DEFAULT_TCP.nagle,
  timeout: '60s',
  seed: '1',
} as const satisfies RunWords
