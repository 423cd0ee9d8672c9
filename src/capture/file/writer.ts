/**
 * Writes a capture as pcapng: one section, one interface that carries IP packets, times in
 * nanoseconds, little-endian. Everything is known before it is written, so secrets stand before
 * the packets that need them.
 */
import type { Instant } from '../../units.ts'
import { ascii, joined } from '../octets/build.ts'
import {
  BYTE_ORDER_MAGIC,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  LINK_TYPE,
  OPTION,
  padded,
  SECTION_HEADER,
  TLS_KEY_LOG,
} from './blocks.ts'

export interface WrittenPacket {
  /** Nanoseconds since the capture's zero, which stands for 1970 in the file. */
  readonly at: Instant
  /** From the IP header on. */
  readonly octets: Uint8Array
  /** As seen from the interface. */
  readonly way: 'in' | 'out'
  readonly comments: readonly string[]
}

export interface WrittenCapture {
  readonly application: string
  /** A line each. */
  readonly comments: readonly string[]
  readonly interface: { readonly name: string; readonly description: string }
  /** Lines of a key log; none: nothing is revealed. */
  readonly secrets: readonly string[]
  /** In order of time. */
  readonly packets: readonly WrittenPacket[]
}

const VERSION = { major: 1, minor: 0 }
const SNAP_LENGTH = 262_144
const UNKNOWN_LENGTH = 0xffff_ffff
const NANOSECONDS = 9
const TWO_POW_32 = 0x1_0000_0000
const WAYS = { in: 1, out: 2 } as const

export const pcapng = (capture: WrittenCapture): Uint8Array =>
  joined(
    section(capture),
    description(capture),
    ...(capture.secrets.length === 0 ? [] : [secrets(capture.secrets)]),
    ...capture.packets.map(packet),
  )

const section = ({ application, comments }: WrittenCapture): Uint8Array =>
  block(
    SECTION_HEADER,
    little32(BYTE_ORDER_MAGIC),
    little16(VERSION.major),
    little16(VERSION.minor),
    little32(UNKNOWN_LENGTH),
    little32(UNKNOWN_LENGTH),
    options([
      ...comments.map((text) => textOption(OPTION.comment, text)),
      textOption(OPTION.application, application),
    ]),
  )

const description = ({ interface: { name, description: text } }: WrittenCapture): Uint8Array =>
  block(
    INTERFACE_DESCRIPTION,
    little16(LINK_TYPE.raw),
    little16(0),
    little32(SNAP_LENGTH),
    options([
      textOption(OPTION.name, name),
      textOption(OPTION.description, text),
      option(OPTION.resolution, [NANOSECONDS]),
    ]),
  )

const secrets = (lines: readonly string[]): Uint8Array => {
  const text = ascii(lines.map((line) => `${line}\n`).join(''))
  return block(DECRYPTION_SECRETS, little32(TLS_KEY_LOG), little32(text.length), filled(text))
}

const packet = ({ at, octets, way, comments }: WrittenPacket): Uint8Array =>
  block(
    ENHANCED_PACKET,
    little32(0),
    little32(Math.floor(at / TWO_POW_32)),
    little32(at % TWO_POW_32),
    little32(octets.length),
    little32(octets.length),
    filled(octets),
    options([
      ...comments.map((text) => textOption(OPTION.comment, text)),
      option(OPTION.flags, little32(WAYS[way])),
    ]),
  )

function block(type: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = joined(...parts)
  const length = little32(body.length + 12)
  return joined(little32(type), length, body, length)
}

const options = (all: readonly Uint8Array[]): Uint8Array =>
  joined(...all, little16(OPTION.end), little16(0))

const option = (code: number, value: Uint8Array | readonly number[]): Uint8Array =>
  joined(little16(code), little16(value.length), filled(Uint8Array.from(value)))

/** Octets that an option holds at most. */
const OPTION_OCTETS_MAX = 65_535

const textOption = (code: number, text: string): Uint8Array =>
  option(code, ascii(text).subarray(0, OPTION_OCTETS_MAX))

const filled = (octets: Uint8Array): Uint8Array => {
  const all = new Uint8Array(padded(octets.length))
  all.set(octets)
  return all
}

const little16 = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >>> 8)

const little32 = (value: number): Uint8Array => {
  const octets = new Uint8Array(4)
  new DataView(octets.buffer).setUint32(0, value, true)
  return octets
}
