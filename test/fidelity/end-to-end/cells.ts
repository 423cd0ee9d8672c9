/**
 * What was measured end to end (test/truth/README.md says how), as cells: a strategy of a client
 * against a server on a link, each connection's time and which packets it lost.
 */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

export interface Connection {
  /** Milliseconds from before the connect to ready. */
  readonly ms: number
  /** Indices of the lost packets, among those sent in each direction. */
  readonly lost: { readonly up: readonly number[]; readonly down: readonly number[] }
}

export interface Cell {
  readonly name: string
  readonly server: 'prosody-13.0.1' | 'ejabberd-24.12'
  readonly client: 'node20' | 'xmppjs'
  readonly congestion: 'cubic' | 'bbr'
  readonly strategy: string
  readonly rttMs: number
  readonly loss: number
  /** As typed after `--outage`. */
  readonly outage: string | undefined
  /** The quickest first. */
  readonly connections: readonly Connection[]
}

interface MeasuredCell {
  readonly name: string
  readonly kernel: string
  readonly server: string
  readonly client: string
  readonly strategy: string
  readonly link: { readonly rtt_ms: number; readonly loss: number; readonly outage?: string }
  readonly total_us: readonly number[]
  readonly lost: readonly (readonly [up: readonly number[], down: readonly number[]])[]
}

/** What @xmpp/client did in these measurements: a token, and the session resumed. */
const XMPPJS_STRATEGY = 'fast-resume-direct'
const MICROSECONDS_PER_MILLISECOND = 1_000

export function endToEndCells(folder: URL): readonly Cell[] {
  const file = new URL('end-to-end.json.gz', folder)
  if (!existsSync(file)) return []
  const { cells } = JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as {
    readonly cells: readonly MeasuredCell[]
  }
  return cells.map(cellOf)
}

const cellOf = ({ name, kernel, server, client, strategy, link, ...rest }: MeasuredCell): Cell => ({
  name,
  server: server.startsWith('ejabberd') ? 'ejabberd-24.12' : 'prosody-13.0.1',
  client: client.startsWith('@xmpp/client') ? 'xmppjs' : 'node20',
  congestion: kernel.includes('bbr') ? 'bbr' : 'cubic',
  strategy: strategy === 'xmppjs' ? XMPPJS_STRATEGY : strategy,
  rttMs: link.rtt_ms,
  loss: link.loss,
  outage: link.outage,
  connections: rest.total_us.map((us, index) => {
    const [up = [], down = []] = rest.lost[index] ?? []
    return { ms: us / MICROSECONDS_PER_MILLISECOND, lost: { up, down } }
  }),
})

export const isLossless = ({ loss, outage }: Cell): boolean => loss === 0 && outage === undefined
