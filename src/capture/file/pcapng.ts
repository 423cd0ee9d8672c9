/** A capture in pcapng: sections of blocks, each section in a byte order of its own. */
import {
  BYTE_ORDER_MAGIC,
  DECRYPTION_SECRETS,
  ENHANCED_PACKET,
  INTERFACE_DESCRIPTION,
  OBSOLETE_PACKET,
  OPTION,
  padded,
  SECTION_HEADER,
  SIMPLE_PACKET,
  TLS_KEY_LOG,
} from './blocks.ts'
import { CaptureError } from './capture-error.ts'
import type { CaptureEntry } from './entry.ts'
import type { Feed } from './feed.ts'
import { PACKET_OCTETS_MAX } from './pcap.ts'
import { CaptureTimeline } from './timeline.ts'

interface Interface {
  readonly linkType: number
  /** Nanoseconds of a number of its units. */
  readonly nanoseconds: (units: bigint) => bigint
}

/** Of the least block: type, length, and length again. */
const BLOCK_OCTETS = 12
const BLOCK_OCTETS_MAX = PACKET_OCTETS_MAX * 2
const INTERFACES_MAX = 10_000
const NS_PER_S = 1_000_000_000n

/** The first block's type has been read. */
export function* readPcapng(feed: Feed): Generator<CaptureEntry> {
  const timeline = new CaptureTimeline()
  let little = yield* section(feed)
  let interfaces: Interface[] = []
  while (feed.more) {
    const { position } = feed
    const head = feed.take(4)
    if (head === undefined) return yield { kind: 'cut-short' }
    const type = view(head).getUint32(0, little)
    if (type === SECTION_HEADER) {
      little = yield* section(feed)
      interfaces = []
      continue
    }
    const body = block(feed, little, position)
    if (body === undefined) return yield { kind: 'cut-short' }
    switch (type) {
      case INTERFACE_DESCRIPTION:
        if (interfaces.length === INTERFACES_MAX) {
          throw new CaptureError(position, 'one more', `at most ${INTERFACES_MAX} interfaces`)
        }
        interfaces.push(described(body, little, position))
        break
      case ENHANCED_PACKET:
      case OBSOLETE_PACKET:
        yield packetIn(body, { type, little, position, interfaces, timeline })
        break
      case DECRYPTION_SECRETS: {
        const keyLog = secretsIn(body, little, position)
        if (keyLog !== undefined) yield { kind: 'secrets', keyLog }
        break
      }
      case SIMPLE_PACKET:
        yield { kind: 'skipped' }
        break
      default:
    }
  }
}

/** Behind the type of its header; answers whether it is little-endian. */
function* section(feed: Feed): Generator<CaptureEntry, boolean> {
  const position = feed.position - 4
  const start = feed.take(8)
  if (start === undefined) {
    throw new CaptureError(feed.end, 'the end of the file', 'a section header')
  }
  const magic = view(start).getUint32(4, true)
  const little = magic === BYTE_ORDER_MAGIC
  if (!little && view(start).getUint32(4) !== BYTE_ORDER_MAGIC) {
    throw new CaptureError(position + 8, `0x${magic.toString(16)}`, 'the byte-order magic')
  }
  const length = view(start).getUint32(0, little)
  refuseLength(length, BLOCK_OCTETS + 16, position)
  const rest = feed.take(length - BLOCK_OCTETS)
  if (rest === undefined) yield { kind: 'cut-short' }
  return little
}

/** The body of a block whose type has been read; undefined: the file ends before it does. */
function block(feed: Feed, little: boolean, position: number): Uint8Array | undefined {
  const lengthField = feed.take(4)
  if (lengthField === undefined) return undefined
  const length = view(lengthField).getUint32(0, little)
  refuseLength(length, BLOCK_OCTETS, position)
  const rest = feed.take(length - 8)
  if (rest === undefined) return undefined
  const again = view(rest).getUint32(rest.length - 4, little)
  if (again !== length) {
    throw new CaptureError(position + length - 4, `${again}`, `the block’s length again, ${length}`)
  }
  return rest.subarray(0, -4)
}

function refuseLength(length: number, least: number, position: number): void {
  if (length % 4 === 0 && length >= least && length <= BLOCK_OCTETS_MAX) return
  const expected = `whole words, from ${least} to ${BLOCK_OCTETS_MAX} octets`
  throw new CaptureError(position + 4, `a block of ${length} octets`, expected)
}

const DEFAULT_RESOLUTION = 6
const OPTIONS_AT = 8

function described(body: Uint8Array, little: boolean, position: number): Interface {
  if (body.length < OPTIONS_AT) throw short(position, 'an interface description')
  const linkType = view(body).getUint16(0, little)
  let resolution = DEFAULT_RESOLUTION
  let offset = 0n
  for (const { code, value } of options(body.subarray(OPTIONS_AT), little)) {
    if (code === OPTION.resolution && value.length === 1) resolution = value[0] ?? resolution
    if (code === OPTION.timeOffset && value.length === 8)
      offset = view(value).getBigInt64(0, little)
  }
  // The highest bit says that it is a power of two.
  const exponent = BigInt(resolution & 0x7f)
  const perSecond = (resolution & 0x80) === 0 ? 10n ** exponent : 2n ** exponent
  return {
    linkType,
    nanoseconds: (units) => offset * NS_PER_S + (units * NS_PER_S) / perSecond,
  }
}

interface Around {
  readonly type: number
  readonly little: boolean
  readonly position: number
  readonly interfaces: readonly Interface[]
  readonly timeline: CaptureTimeline
}

const PACKET_HEAD = 20

function packetIn(body: Uint8Array, around: Around): CaptureEntry {
  const { type, little, position, interfaces, timeline } = around
  if (body.length < PACKET_HEAD) throw short(position, 'a packet')
  const fields = view(body)
  const number =
    type === OBSOLETE_PACKET ? fields.getUint16(0, little) : fields.getUint32(0, little)
  const length = fields.getUint32(12, little)
  if (PACKET_HEAD + padded(length) > body.length) {
    const found = `a packet of ${length} octets in a block of ${body.length}`
    throw new CaptureError(position + PACKET_HEAD, found, 'one that is within its block')
  }
  const on = interfaces[number]
  if (on === undefined) return { kind: 'skipped' }
  const high = BigInt(fields.getUint32(4, little))
  const units = (high << 32n) | BigInt(fields.getUint32(8, little))
  return {
    kind: 'packet',
    at: timeline.at(on.nanoseconds(units)),
    linkType: on.linkType,
    octets: body.subarray(PACKET_HEAD, PACKET_HEAD + length),
    length: fields.getUint32(16, little),
  }
}

/** The key log, if that is what it is. */
function secretsIn(body: Uint8Array, little: boolean, position: number): string | undefined {
  if (body.length < 8) throw short(position, 'secrets')
  const length = view(body).getUint32(4, little)
  if (8 + length > body.length) {
    throw new CaptureError(position, `${length} octets of secrets`, 'as many as the block has')
  }
  if (view(body).getUint32(0, little) !== TLS_KEY_LOG) return undefined
  return Buffer.from(body.subarray(8, 8 + length)).toString('latin1')
}

function* options(
  octets: Uint8Array,
  little: boolean,
): Generator<{ readonly code: number; readonly value: Uint8Array }> {
  const fields = view(octets)
  for (let at = 0; at + 4 <= octets.length; ) {
    const code = fields.getUint16(at, little)
    const length = fields.getUint16(at + 2, little)
    if (code === OPTION.end || at + 4 + length > octets.length) return
    yield { code, value: octets.subarray(at + 4, at + 4 + length) }
    at += 4 + padded(length)
  }
}

const short = (position: number, what: string): CaptureError =>
  new CaptureError(position, 'a block that is too short', what)

const view = (octets: Uint8Array): DataView =>
  new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
