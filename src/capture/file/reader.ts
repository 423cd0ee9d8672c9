/**
 * Reads captures in pcapng (draft-ietf-opsawg-pcapng) and in the older pcap
 * (draft-ietf-opsawg-pcap), of either byte order, to the micro- or nanosecond, as they come. One packet
 * is in memory at a time.
 *
 * Left out: interface statistics, name resolution, and packets without a time (Simple Packet Blocks).
 */
import { BYTE_ORDER_MAGIC, SECTION_HEADER } from './blocks.ts'
import { CaptureError } from './capture-error.ts'
import type { CaptureEntry } from './entry.ts'
import { Feed } from './feed.ts'
import { readPcap } from './pcap.ts'
import { readPcapng } from './pcapng.ts'

/** By the first four octets; the larger of these orders is big-endian. */
const PCAP_MAGIC: ReadonlyMap<number, { readonly little: boolean; readonly unit: bigint }> =
  new Map([
    [0xa1b2c3d4, { little: false, unit: 1_000n }],
    [0xd4c3b2a1, { little: true, unit: 1_000n }],
    [0xa1b23c4d, { little: false, unit: 1n }],
    [0x4d3cb2a1, { little: true, unit: 1n }],
  ])

/** @throws {CaptureError} where the file is no capture, or none that makes sense. */
export function* readCapture(pieces: Iterable<Uint8Array>): Generator<CaptureEntry> {
  const feed = new Feed(pieces)
  const first = feed.take(4)
  if (first === undefined) throw new CaptureError(0, 'less than four octets', EXPECTED)
  const magic = new DataView(first.buffer, first.byteOffset, 4).getUint32(0)
  const pcap = PCAP_MAGIC.get(magic)
  if (pcap !== undefined) yield* readPcap(feed, pcap)
  else if (magic === SECTION_HEADER) yield* readPcapng(feed)
  else throw new CaptureError(0, `0x${magic.toString(16).padStart(8, '0')}`, EXPECTED)
}

const EXPECTED = `a capture: pcapng (0x${SECTION_HEADER.toString(16).padStart(8, '0')} and 0x${BYTE_ORDER_MAGIC.toString(16)}), or pcap (0xa1b2c3d4)`
