/**
 * Making segments, with header sizes as Linux packs them, and the queue of what an endpoint says.
 */
import { Outputs } from '../engine.ts'
import type { Instant } from '../units.ts'
import type { Instance } from './control-block.ts'
import type { FastOpenOption, SackBlock, TcpOutput } from './segment.ts'
import { BASE_HEADERS, SYN_OPTIONS, type TcpSettings, TIMESTAMP_OPTION } from './settings.ts'

const SACK_OPTION = 4
const SACK_BLOCK = 8
/** RFC 7413 §4.1.1: kind, length and an eight-octet cookie or none, padded to whole words. */
const COOKIE_OPTION = 12
const COOKIE_REQUEST = 4

const NO_BLOCKS: readonly SackBlock[] = []

/** What only a SYN or SYN-ACK carries. */
export interface SynOptions {
  readonly mss: number
  readonly fastOpen: FastOpenOption | undefined
}

export type Options = readonly SackBlock[] | SynOptions

const isSyn = (options: Options): options is SynOptions => 'mss' in options

export const sackOptionSize = (blocks: number): number =>
  blocks === 0 ? 0 : SACK_OPTION + SACK_BLOCK * blocks

/** Octets of the options, padding included. */
const optionSize = (options: Options): number => {
  if (!isSyn(options)) {
    return TIMESTAMP_OPTION + sackOptionSize(options.length)
  }
  const { fastOpen } = options
  if (fastOpen === undefined) return SYN_OPTIONS
  return SYN_OPTIONS + (fastOpen.kind === 'cookie' ? COOKIE_OPTION : COOKIE_REQUEST)
}

export class Outbound {
  readonly #outputs = new Outputs<TcpOutput>()

  poll(): TcpOutput | undefined {
    return this.#outputs.poll()
  }

  say(output: TcpOutput): void {
    this.#outputs.put(output)
  }

  transmit(
    flags: number,
    seq: number,
    ack: number,
    length: number,
    timestamp: Instant,
    echo: Instant | undefined,
    options: Options,
    settings: TcpSettings,
    instance: Instance,
  ): void {
    const syn = isSyn(options) ? options : undefined
    const size = BASE_HEADERS[settings.ip] + optionSize(options) + length
    const segment = {
      flags,
      seq,
      ack,
      length,
      window: settings.receiveWindow,
      timestamp,
      echo,
      sack: isSyn(options) ? NO_BLOCKS : options,
      mss: syn?.mss,
      fastOpen: syn?.fastOpen,
    }
    this.#outputs.put({ kind: 'segment', segment, size, retransmission: instance === 'again' })
  }
}
