/** What a server of ours is told: where to listen, as what, for whom. */
import { USUAL_SERVER } from './settings.ts'

export interface AccountWords {
  /** Localparts; `alice` if nobody else is named. */
  readonly accounts?: readonly string[] | undefined
  /** A file of accounts, `name:password` a line. */
  readonly accountFile?: string | undefined
  /** Of all named accounts; this or `passwordFile`, else each gets one that is made up. */
  readonly password?: string | undefined
  /** A file with the password in its first line. */
  readonly passwordFile?: string | undefined
}

export interface ServedAccount {
  readonly local: string
  readonly password: string
  /** Made up ones have to be shown, others must not be. */
  readonly secret: 'given' | 'made-up'
}

export interface ServedPorts {
  readonly starttls: number
  readonly direct: number
  /** If it takes any. */
  readonly websocket?: number
  readonly bosh?: number
}

export interface ServeWords extends AccountWords {
  /** Address to listen on. */
  readonly host?: string | undefined
  /** For STARTTLS; 0 takes any that is free. */
  readonly port?: number | undefined
  /** For direct TLS; 0 takes any that is free. */
  readonly tlsPort?: number | undefined
  /** For WebSockets, with TLS and without; 0 takes any that is free. None without it. */
  readonly websocketPort?: number | undefined
  /** For BOSH, the same. */
  readonly boshPort?: number | undefined
  /** The domain that is served. */
  readonly domain?: string | undefined
  /** What it behaves like: by name, or the path of a `.json` file. */
  readonly server?: string | undefined
  /** A file with the certificate chain (PEM, the leaf first); needs `key`. */
  readonly cert?: string | undefined
  /** A file with the private key of `cert` (PEM). */
  readonly key?: string | undefined
  /** Answers wait so long for what is sent without waiting, as in `10ms`; at most `1s`. */
  readonly hold?: string | undefined
  /** Clients come in over this link, by name or as the path of a `.json` file. */
  readonly profile?: string | undefined
  /** What happens to that link, by name or as the path of a `.json` file. */
  readonly scenario?: string | undefined
  /** When that link is dead, as in `30s@60s`, from the first connection on. */
  readonly outages?: readonly string[] | undefined
  /** Decides the luck of that link. */
  readonly seed?: string | number | undefined
  /** Numbered messages for each account whose client is available, as in `1/s`; at most 10/s. */
  readonly messages?: string | undefined
  /** After which it says that it is over, as in `120s`; else it goes on. */
  readonly lasts?: string | undefined
}

export const USUAL_SERVE = {
  host: '127.0.0.1',
  port: 5222,
  tlsPort: 5223,
  domain: 'localhost',
  server: USUAL_SERVER,
  hold: '10ms',
} as const satisfies ServeWords
