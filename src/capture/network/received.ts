/** TCP segments as they were received. */
import { type ReceivedPayload, u16 } from './packet.ts'

/** A segment as it was received; sequence numbers are those on the wire. */
export interface ReceivedSegment {
  /** `address port`, comparable. */
  readonly source: string
  readonly destination: string
  readonly ports: { readonly source: number; readonly destination: number }
  readonly flags: number
  readonly sequence: number
  readonly acknowledgment: number
  readonly options: ReceivedOptions
  /** Of its packet, with IPv4. */
  readonly identification: number | undefined
  /** Octets of payload that were sent, and those of them that were captured. */
  readonly length: number
  readonly payload: Uint8Array
}

export interface ReceivedOptions {
  readonly mss: number | undefined
  /** A Fast Open option, in whichever form: the length of its cookie, 0 for a request. */
  readonly fastOpen: number | undefined
  /** RFC 7323: the sender’s clock, and what it has last seen of the other’s. */
  readonly timestamps: { readonly value: number; readonly echo: number } | undefined
}

const TCP = 6

export function segmentIn(payload: ReceivedPayload): ReceivedSegment | undefined {
  const { protocol, octets, length } = payload
  if (protocol !== TCP || octets.length < 20) return undefined
  const headerLength = ((octets[12] ?? 0) >> 4) * 4
  if (headerLength < 20 || headerLength > length) return undefined
  const ports = { source: u16(octets, 0), destination: u16(octets, 2) }
  return {
    source: `${payload.source} ${ports.source}`,
    destination: `${payload.destination} ${ports.destination}`,
    ports,
    flags: octets[13] ?? 0,
    sequence: u32(octets, 4),
    acknowledgment: u32(octets, 8),
    options: optionsIn(octets.subarray(20, headerLength)),
    identification: payload.identification,
    length: length - headerLength,
    payload: octets.subarray(headerLength),
  }
}

const OPTION = { end: 0, nop: 1, mss: 2, timestamps: 8, fastOpen: 34 } as const

function optionsIn(octets: Uint8Array): ReceivedOptions {
  let mss: number | undefined
  let fastOpen: number | undefined
  let timestamps: ReceivedOptions['timestamps']
  for (let at = 0; at < octets.length; ) {
    const kind = octets[at]
    if (kind === OPTION.end) break
    if (kind === OPTION.nop) {
      at += 1
      continue
    }
    const length = octets[at + 1] ?? 0
    if (length < 2) break
    if (kind === OPTION.mss && length === 4) mss = u16(octets, at + 2)
    if (kind === OPTION.timestamps && length === 10) {
      timestamps = { value: u32(octets, at + 2), echo: u32(octets, at + 6) }
    }
    if (kind === OPTION.fastOpen) fastOpen = length - 2
    at += length
  }
  return { mss, fastOpen, timestamps }
}

const u32 = (octets: Uint8Array, at: number): number =>
  u16(octets, at) * 0x1_0000 + u16(octets, at + 2)
