/** Dialogues whose packets each meet a chosen fate, and what Linux sent (test/truth/chosen-fates.json.gz). */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Direction } from '../../src/direction.ts'

type Ways<Of> = { readonly [direction in Direction]?: Of }
export type Span = readonly [fromMs: number, toMs: number]

/** Times in milliseconds; `up` and `down` of a scenario are the delays. */
export interface Scenario {
  readonly name: string
  readonly mtu: number
  readonly ip?: 'ipv4' | 'ipv6'
  readonly up: number
  readonly down: number
  readonly until?: number
  readonly nagle?: boolean
  readonly userTimeout?: number
  /** Seconds, seconds, probes. */
  readonly keepAlive?: readonly [number, number, number]
  readonly flights: readonly {
    readonly up: readonly number[]
    readonly down: readonly number[]
    /** What the client, and the server, thinks before it speaks. */
    readonly think?: number
    readonly sthink?: number
  }[]
  /** Of packets by their number: how much later each copy comes; none: it is lost. */
  readonly fates?: Ways<Readonly<Record<string, readonly number[]>>>
  readonly outages?: Ways<readonly Span[]>
  readonly holds?: Ways<readonly Span[]>
  /** kbit/s, and octets of queue. */
  readonly rate?: Ways<readonly [number, number]>
  readonly end?: 'abort' | 'shutdown' | 'close' | 'none'
  /** From the client's end to the server's. */
  readonly serverClose?: number
  /** Of the client and of the server, at any time. */
  readonly events?: readonly (readonly [
    atMs: number,
    end: 'c' | 's',
    does: 'write' | 'close' | 'shutdown' | 'abort',
    octets?: number,
  ])[]
  /** Resets are compared as well. */
  readonly rst?: boolean
  readonly congestion?: 'cubic' | 'bbr'
  /** What the client does about Fast Open, or what its cookie meets. */
  readonly tfo?: 'request' | 'cookie' | 'stale' | 'unsupported'
}

export interface Ladder {
  /** When the answer to each flight had been read. */
  readonly doneMs: readonly number[]
  /** Of each direction in its order: flags, seq, ack, length, SACK blocks, whether it was lost. */
  readonly packets: readonly string[]
}

export interface Case {
  /** `packets`: the model sends what the kernel sent; `times`: it is through when the kernel was. */
  readonly alike: 'packets' | 'times'
  readonly scenario: Scenario
  readonly kernel: readonly Ladder[]
}

const FILE = new URL('../truth/chosen-fates.json.gz', import.meta.url)

export const fateCases = (): readonly Case[] =>
  (JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as { cases: readonly Case[] }).cases
