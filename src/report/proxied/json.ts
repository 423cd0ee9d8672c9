/**
 * What a proxy says for machines: lines of JSON, told apart by `kind`. `listening` comes first, then
 * `happening`, `connection` and `episode` as they come, `summary` last.
 */

import type { ProxiedReport } from '../../capture/analysis/proxied.ts'
import { escapedJson } from '../../foreign-text.ts'
import type { Lateness } from '../../watch/lateness.ts'
import type { LikenedEpisode } from '../../watch/visit-episode.ts'

export interface ProxyListening {
  readonly host: string
  readonly ports: readonly number[]
  readonly profile: string
  readonly scenario: string | undefined
  readonly seed: string
  readonly path: { readonly roundTripMs: number; readonly takenOffMs: number }
}

export interface ProxySummary {
  readonly connections: number
  readonly episodes: number
  readonly lateness: Lateness
}

/** Grows with each change that a reader would have to know of. */
export const PROXIED_SCHEMA = 1

const line = (kind: string, said: object): string =>
  `${escapedJson(JSON.stringify({ schema: PROXIED_SCHEMA, kind, ...said }))}\n`

export const proxyListeningJson = (listening: ProxyListening): string =>
  line('listening', listening)
export const proxiedJson = ({ session, ...report }: ProxiedReport): string =>
  line('connection', session === undefined ? report : { ...report, session })
export const episodeJson = (episode: LikenedEpisode): string => line('episode', episode)
export const happeningJson = (what: string, afterMs: number): string =>
  line('happening', { what, afterMs })
export const proxySummaryJson = (summary: ProxySummary): string => line('summary', summary)
