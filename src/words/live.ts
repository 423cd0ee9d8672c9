/** What a run against a real server is told: whose account, where, how politely. */
import type { SettingWords } from './settings.ts'

/** The server is what it is: nothing of it can be chosen. */
export interface LiveWords extends SettingWords {
  /** `xmpp://user@domain[:port]`, or `xmpps://` for direct TLS; a port means that host itself. */
  readonly address: string
  /** Of the account; this or `passwordFile`. */
  readonly password?: string | undefined
  /** A file with the password in its first line. */
  readonly passwordFile?: string | undefined
  /** `HOST:PORT` where it takes STARTTLS, instead of asking DNS. */
  readonly starttls?: string | undefined
  /** `HOST:PORT` where it takes direct TLS, instead of asking DNS. */
  readonly direct?: string | undefined
  /** `wss://HOST[:PORT]/PATH` of its WebSocket; without it none is looked for. */
  readonly websocket?: string | undefined
  /** `https://HOST[:PORT]/PATH` of its BOSH; without it none is looked for. */
  readonly bosh?: string | undefined
  /** A file of authorities to trust (PEM), instead of the usual ones. */
  readonly ca?: string | undefined
  /** A file with the client's own certificate, what it was signed with, and its key (PEM), for EXTERNAL. */
  readonly clientCert?: string | undefined
  /** Takes any certificate; the result says so. */
  readonly insecure?: boolean | undefined
  /** Shows the server the password (PLAIN) where it takes nothing better; never with `insecure`. */
  readonly allowPlain?: boolean | undefined
  /** Whether the server's kernel takes TCP Fast Open, which `+tfo` has to know. */
  readonly serverFastOpen?: 'accepted' | 'refused' | undefined
  /** As in a comparison. */
  readonly profiles?: readonly string[] | undefined
  /** `BASE+MOD+MOD`, `all`, or `catalogue`. */
  readonly strategies?: readonly string[] | undefined
  readonly trials?: number | undefined
  /** To be told instead of the usual ones, as in `50,90,99.9`. */
  readonly percentiles?: string | undefined
  /** What happens to the client, by name or as the path of a `.json` file, or `all`. */
  readonly scenarios?: readonly string[] | undefined
  /** What the client does about it, by name or as the path of a `.json` file, or `all`. */
  readonly policies?: readonly string[] | undefined
  /** Instead of those of the scenarios, each way, as in `10/min`. */
  readonly messages?: string | undefined
  /** A message that takes longer to come is late, as in `10s`, instead of what the scenarios say. */
  readonly late?: string | undefined
  /** A second account of the domain, by its localpart: who writes, and is written to. */
  readonly peer?: string | undefined
  /** A file with its password in its first line; else it has the same. */
  readonly peerPasswordFile?: string | undefined
  /** Every answer takes so long, as in `2ms`; else as long as it took. */
  readonly think?: string | undefined
  /** Real time for what the server says last, unasked, as in `10ms`. */
  readonly settle?: string | undefined
  /** Real time that the server is given for an answer, as in `10s`. */
  readonly patience?: string | undefined
  /** Connections at the same time, up to 64. */
  readonly concurrency?: number | undefined
  /** Connections begun in a second, at most. */
  readonly rate?: number | undefined
}

export const USUAL_LIVE = {
  trials: 50,
  settle: '10ms',
  patience: '10s',
  concurrency: 2,
  rate: 20,
} as const satisfies Partial<LiveWords>
