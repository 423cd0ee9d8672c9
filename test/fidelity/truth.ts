/**
 * The measurements of Linux's own TCP (test/truth/README.md says how they were made), as cells: a
 * dialogue on a link, and the sorted times it took.
 */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Impairment } from '../../src/link/impairments.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { bitsPerSecond, bytes, milliseconds } from '../../src/units.ts'
import type { Flight } from './dialogue.ts'

export interface Cell {
  readonly name: string
  /** The folder that it was read from, which may hold a packet log of it. */
  readonly source: URL
  readonly group: 'latency' | 'regimes'
  readonly flights: readonly Flight[]
  readonly link: LinkSettings
  readonly lossless: boolean
  /** The server's cookie is cached. */
  readonly fastOpen: boolean
  readonly trials: number
  readonly failed: number
  /** Milliseconds, ascending, of those that completed. */
  readonly times: readonly number[]
}

/** One logged packet: ms, direction (0 up), flags, seq, ack, length, fate (0 delivered), option, SACK. */
export type LoggedPacket = readonly number[]

interface LatencyFile {
  readonly about: { readonly dialogues: { readonly [name: string]: readonly number[][] } }
  readonly cells: readonly {
    readonly dialogue: string
    readonly rtt_ms: number
    readonly loss_each_way: number
    readonly n: number
    readonly total_us: readonly number[]
  }[]
}

interface RegimesFile {
  readonly cells: readonly RegimeCell[]
}

interface RegimeCell {
  readonly name: string
  readonly dialogue_bytes: readonly (readonly [readonly number[], number])[]
  readonly one_way_delay_ms: { readonly up: number; readonly down: number }
  readonly loss_each_way: number
  readonly n: number
  readonly failed: number
  readonly total_us: readonly number[]
  readonly gilbert_elliott?: {
    readonly p: number
    readonly r: number
    readonly loss_bad: number
    readonly loss_good: number
  }
  readonly jitter_uniform_ms?: number
  readonly reordering?: boolean
  readonly outage_ms?: { readonly start: number; readonly duration: number }
  readonly rate_bit_s?: { readonly up: number; readonly down: number }
  readonly queue_bytes?: number
  readonly tcp_fast_open?: string
}

export const TRUTH = new URL('../truth/', import.meta.url)
const MICROSECONDS_PER_MILLISECOND = 1_000

/** Found under its own name, or under that of the original measurements. */
const read = <Shape>(name: string, folder: URL): Shape | undefined => {
  for (const prefix of ['', 'tcp-']) {
    const file = new URL(`${prefix}${name}`, folder)
    if (existsSync(file))
      return JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')) as Shape
  }
  return undefined
}

const inMilliseconds = (times: readonly number[]): readonly number[] =>
  times.map((time) => time / MICROSECONDS_PER_MILLISECOND)

export const latencyCells = (folder: URL): readonly Cell[] => {
  const file = read<LatencyFile>('latency.json.gz', folder)
  const dialogues = file?.about.dialogues ?? {}
  return (file?.cells ?? []).map((cell) => ({
    name: `${cell.dialogue}_rtt${cell.rtt_ms}_loss${Math.round(cell.loss_each_way * 100)}`,
    source: folder,
    group: 'latency',
    flights: (dialogues[cell.dialogue] ?? []).map((numbers) => ({
      up: numbers.slice(0, -1),
      down: numbers[numbers.length - 1] ?? 0,
    })),
    link: symmetric([...loss(cell.loss_each_way), delay(cell.rtt_ms / 2)]),
    lossless: cell.loss_each_way === 0,
    fastOpen: false,
    trials: cell.n,
    failed: cell.n - cell.total_us.length,
    times: inMilliseconds(cell.total_us),
  }))
}

export const regimeCells = (folder: URL): readonly Cell[] =>
  (read<RegimesFile>('regimes.json.gz', folder)?.cells ?? []).map((cell) => ({
    name: cell.name,
    source: folder,
    group: 'regimes',
    flights: cell.dialogue_bytes.map(([up, down]) => ({ up, down })),
    link: { up: impairments(cell, 'up'), down: impairments(cell, 'down') },
    lossless: cell.loss_each_way === 0 && cell.gilbert_elliott === undefined,
    fastOpen: cell.tcp_fast_open !== undefined,
    trials: cell.n + cell.failed,
    failed: cell.failed,
    times: inMilliseconds(cell.total_us),
  }))

/** The logged connections of a cell, if any were logged. */
export const loggedConnections = ({ name, source }: Cell): readonly (readonly LoggedPacket[])[] =>
  read<{ readonly conns: readonly (readonly LoggedPacket[])[] }>(`packets/${name}.json.gz`, source)
    ?.conns ?? []

const symmetric = (impairments: readonly Impairment[]): LinkSettings => ({
  up: impairments,
  down: impairments,
})

const delay = (ms: number): Impairment => ({ kind: 'delay', delay: milliseconds(ms) })

const loss = (probability: number): readonly Impairment[] =>
  probability === 0 ? [] : [{ kind: 'loss', probability }]

/** In the order in which the measured relay applied them. */
const impairments = (cell: RegimeCell, direction: 'up' | 'down'): readonly Impairment[] => {
  const list: Impairment[] = []
  if (cell.outage_ms !== undefined)
    list.push({
      kind: 'outage',
      start: milliseconds(cell.outage_ms.start),
      duration: milliseconds(cell.outage_ms.duration),
    })
  list.push(...loss(cell.loss_each_way))
  const burst = cell.gilbert_elliott
  if (burst !== undefined)
    list.push({
      kind: 'burst-loss',
      p: burst.p,
      r: burst.r,
      lossBad: burst.loss_bad,
      lossGood: burst.loss_good,
    })
  if (cell.rate_bit_s !== undefined)
    list.push({
      kind: 'rate',
      rate: bitsPerSecond(cell.rate_bit_s[direction]),
      queue:
        cell.queue_bytes === undefined
          ? { kind: 'unlimited' }
          : { kind: 'bytes', limit: bytes(cell.queue_bytes) },
    })
  const owd = cell.one_way_delay_ms[direction]
  if (cell.jitter_uniform_ms === undefined) list.push(delay(owd))
  else
    list.push({
      kind: 'jitter',
      delay: milliseconds(owd),
      distribution: { kind: 'uniform', spread: milliseconds(cell.jitter_uniform_ms) },
      reordering: cell.reordering ?? false,
    })
  return list
}
