import { readFileSync } from 'node:fs'
import type { LiveServer } from '../attach/live-guest-spec.ts'

/** A real server that a test has started. */
export interface RealServer {
  readonly name: string
  /** As the package manager gives it. */
  readonly version: string
  readonly host: string
  readonly starttlsPort: number
  readonly directPort: number
  /** Of WebSocket and BOSH. */
  readonly httpsPort: number
  readonly domain: string
  /** Localparts; all have the same password. */
  readonly accounts: readonly string[]
  readonly password: string
  /** What a client has to trust, as PEM. */
  readonly caFile: string
  /** Of OAuth 2.0, where one was handed out. */
  readonly accessToken?: string
  readonly stop: () => Promise<void>
}

export const DOMAIN = 'bench.localhost'
export const ACCOUNTS = ['alice', 'bobby'] as const
export const PASSWORD = 'correct horse battery staple'

/** What every one of them has here. */
export const COMMON = {
  host: '127.0.0.1',
  domain: DOMAIN,
  accounts: ACCOUNTS,
  password: PASSWORD,
} as const

/** What a guest needs to know of it. */
export const liveServer = (real: RealServer): LiveServer => ({
  domain: real.domain,
  host: real.host,
  starttlsPort: real.starttlsPort,
  directPort: real.directPort,
  httpsPort: real.httpsPort,
  trust: { kind: 'authorities', pem: readFileSync(real.caFile, 'utf8') },
})
