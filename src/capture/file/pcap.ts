/** A capture in the older format: a header, and packets one after the other. */
import { CaptureError } from './capture-error.ts'
import type { CaptureEntry } from './entry.ts'
import type { Feed } from './feed.ts'
import { CaptureTimeline } from './timeline.ts'

/** Behind the magic number. */
const HEADER_OCTETS = 20
const RECORD_OCTETS = 16
/** MAXIMUM_SNAPLEN of libpcap is 256 kB; some writers go beyond. */
export const PACKET_OCTETS_MAX = 1 << 22
const NS_PER_S = 1_000_000_000n
/** Above them are the length of a frame check sequence, and whether there is one. */
const LINK_TYPE_MASK = 0xffff

export function* readPcap(
  feed: Feed,
  { little, unit }: { readonly little: boolean; readonly unit: bigint },
): Generator<CaptureEntry> {
  const header = feed.take(HEADER_OCTETS)
  if (header === undefined) {
    throw new CaptureError(feed.end, 'the end of the file', 'a header of 24 octets')
  }
  const linkType = view(header).getUint32(16, little) & LINK_TYPE_MASK
  const timeline = new CaptureTimeline()
  while (feed.more) {
    const { position } = feed
    const record = feed.take(RECORD_OCTETS)
    if (record === undefined) return yield { kind: 'cut-short' }
    const fields = view(record)
    const length = fields.getUint32(8, little)
    if (length > PACKET_OCTETS_MAX) {
      throw new CaptureError(
        position,
        `a packet of ${length} octets`,
        `at most ${PACKET_OCTETS_MAX}`,
      )
    }
    const time =
      BigInt(fields.getUint32(0, little)) * NS_PER_S + BigInt(fields.getUint32(4, little)) * unit
    const octets = feed.take(length)
    if (octets === undefined) return yield { kind: 'cut-short' }
    yield {
      kind: 'packet',
      at: timeline.at(time),
      linkType,
      octets,
      length: fields.getUint32(12, little),
    }
  }
}

const view = (octets: Uint8Array): DataView =>
  new DataView(octets.buffer, octets.byteOffset, octets.byteLength)
