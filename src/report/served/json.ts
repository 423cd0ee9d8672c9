/**
 * What a server says for machines: lines of JSON, told apart by `kind`. `listening` comes first,
 * then each connection (`cold` or `reconnect`, the shape of `ServedConnection` itself), `summary`
 * last; behind a link `happening` and `episode` as well, as a proxy says them.
 */
import { escapedJson } from '../../foreign-text.ts'
import type { Lateness } from '../../watch/lateness.ts'
import type { ServedConnection } from '../../watch/served-connection.ts'
import type { ServedSummary } from '../../watch/served-summary.ts'
import type { MessageCounts } from '../../watch/visit-episode.ts'
import type { ProxyListening } from '../proxied/json.ts'

export interface Listening {
  /** Of the process that a signal ends: what was started may be npx and a shell around it. */
  readonly pid: number
  /** By name. */
  readonly server: string
  readonly host: string
  readonly domain: string
  readonly ports: {
    readonly starttls: number
    readonly direct: number
    readonly websocket?: number
    readonly bosh?: number
  }
  /** SHA-256, in hexadecimal. */
  readonly certificate: string
  /** What clients come in over, where they do. */
  readonly link?: Pick<ProxyListening, 'profile' | 'scenario' | 'seed' | 'path'>
}

export interface ServedInAll extends ServedSummary {
  /** Of numbered messages, where there were any. */
  readonly messages?: MessageCounts | undefined
  /** Of the link, where there was one. */
  readonly lateness?: Lateness | undefined
}

/** Grows with each change that a reader would have to know of. */
export const SERVED_SCHEMA = 3

export const listeningJson = (listening: Listening): string =>
  line({ kind: 'listening', ...listening })

export const servedJson = (connection: ServedConnection): string => line(connection)

export const summaryJson = (summary: ServedInAll): string => line({ kind: 'summary', ...summary })

const line = (said: object): string =>
  `${escapedJson(JSON.stringify({ schema: SERVED_SCHEMA, ...said }))}\n`
