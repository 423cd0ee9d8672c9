/**
 * Latencies as an HdrHistogram: whole microseconds, three significant digits, up to a day.
 *
 * The only file that knows the library. It is used for its bins and its V2 encoding. Kept
 * beside it, because bins lose them: the exact sum, minimum and maximum. Left to it, but pinned
 * by a test: the bin of a value is found with `Math.log2`, whose floor is right for every
 * integer up to the limit as long as an implementation is good to a few ulp.
 */
import { inflateSync } from 'node:zlib'
import {
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  Int32Histogram,
  type JsHistogram,
} from 'hdr-histogram-js'
import { exactMean, exactSum } from './exact-mean.ts'
import { PERCENT, type Percentile, rankOf } from './percentile.ts'
import { storedZlib } from './stored-zlib.ts'

/** Microseconds: one day. Linux gives up on a connection after 15 minutes (tcp_retries2). */
export const LATENCY_MAX_US = 24 * 60 * 60 * 1_000_000
const SIGNIFICANT_DIGITS = 3
/** Cookie and length precede the deflated part of a compressed V2 histogram. */
const COMPRESSED_HEADER_LENGTH = 8
/**
 * Where V2 states by how many bins its counts are rotated. The library writes 1 and ignores what
 * it reads; readers that heed it (the C implementation) would be off by one bin.
 */
const NORMALIZING_OFFSET_POSITION = 8

/** A histogram as counts: what crosses from a worker to its parent. */
export interface HistogramSnapshot {
  /** The bins that are not empty, by their index in HdrHistogram's order, ascending. */
  readonly bins: Uint32Array
  /** How many values each of these has. */
  readonly counts: Uint32Array
  /** Microseconds; `min` and `max` are 0 when nothing was recorded. */
  readonly sum: number
  readonly min: number
  readonly max: number
}

/** Bins that are not empty, by their index, ascending. */
type Packed = Pick<HistogramSnapshot, 'bins' | 'counts'>

export class Histogram {
  /** All bins, or only those that are not empty. */
  #counted: JsHistogram | Packed = NOTHING
  #count = 0
  #sum = 0
  #min = Number.POSITIVE_INFINITY
  #max = Number.NEGATIVE_INFINITY

  /**
   * Bins, and with them percentiles, are exact; sum, minimum and maximum as good as the bins.
   *
   * @throws {Error} when it is no V2 histogram of three digits.
   */
  static decode(encoded: string): Histogram {
    const histogram = new Histogram()
    histogram.#addBins(decodeBins(encoded))
    return histogram
  }

  /** Takes one latency in whole microseconds. */
  record(latencyUs: number): void {
    if (!Number.isInteger(latencyUs) || latencyUs < 0 || latencyUs > LATENCY_MAX_US) {
      throw new RangeError(
        `Expected a latency in whole microseconds from 0 to ${LATENCY_MAX_US}, got ${latencyUs}`,
      )
    }
    this.#unpacked().recordValue(latencyUs)
    this.#include(1, latencyUs, latencyUs, latencyUs)
  }

  /** Adds what another histogram has counted: as cheap as that has bins that are not empty. */
  merge({ bins, counts, sum, min, max }: HistogramSnapshot): void {
    if (bins.length === 0) return
    const into = this.#unpacked()
    let count = 0
    eachOf({ bins, counts }, (bin, many) => {
      into.recordValueWithCount(LAYOUT.valueFromIndex(bin), many)
      count += many
    })
    this.#include(count, sum, min, max)
  }

  /** Takes no more room than what it has counted, until it counts again. */
  pack(): void {
    this.#counted = packed(this.#counted)
  }

  get count(): number {
    return this.#count
  }

  /** Rounded half up to the microsecond; undefined when nothing was recorded. */
  get mean(): number | undefined {
    return this.count === 0 ? undefined : exactMean(this.#sum, this.count, 1)
  }

  get min(): number | undefined {
    return this.count === 0 ? undefined : this.#min
  }

  get max(): number | undefined {
    return this.count === 0 ? undefined : this.#max
  }

  /**
   * Of so many samples, of which those that are not here are larger than all that are: undefined
   * when it lies among those.
   */
  percentile(percentile: Percentile, population = this.count): number | undefined {
    return this.valueAtRank(rankOf(PERCENT[percentile], population))
  }

  /**
   * The `rank`-th smallest value (from 1), to the top of its bin but never outside [min, max];
   * undefined when there are not as many.
   */
  valueAtRank(rank: number): number | undefined {
    if (rank > this.count) return undefined
    for (const { value, seen } of this.steps()) if (seen >= rank) return value
    return this.#max
  }

  /** Bin by bin, ascending: the top of each that is not empty, and how many values are up to it. */
  *steps(): Generator<{ readonly value: number; readonly seen: number; readonly count: number }> {
    const { bins, counts } = packed(this.#counted)
    let seen = 0
    for (const [index, bin] of bins.entries()) {
      const count = counts[index] ?? 0
      seen += count
      const top = LAYOUT.highestEquivalentValue(LAYOUT.valueFromIndex(bin))
      yield { value: Math.min(Math.max(top, this.#min), this.#max), seen, count }
    }
  }

  /** V2, compressed, base64. Equal bins give equal text, however they came about. */
  encode(): string {
    // A fixed range, because the encoding states it and a grown one depends on the order.
    const canonical = emptyBins('fixed')
    fill(canonical, packed(this.#counted))
    const compressed = Buffer.from(encodeIntoCompressedBase64(canonical), 'base64')
    const payload = inflateSync(compressed.subarray(COMPRESSED_HEADER_LENGTH))
    payload.writeUInt32BE(0, NORMALIZING_OFFSET_POSITION)
    const stored = storedZlib(payload)
    const out = Buffer.alloc(COMPRESSED_HEADER_LENGTH + stored.length)
    compressed.copy(out, 0, 0, 4)
    out.writeUInt32BE(stored.length, 4)
    out.set(stored, COMPRESSED_HEADER_LENGTH)
    return out.toString('base64')
  }

  toSnapshot(): HistogramSnapshot {
    return {
      ...packed(this.#counted),
      sum: this.#sum,
      min: this.min ?? 0,
      max: this.max ?? 0,
    }
  }

  equals(other: Histogram): boolean {
    return (
      this.count === other.count &&
      this.#sum === other.#sum &&
      this.#min === other.#min &&
      this.#max === other.#max &&
      this.encode() === other.encode()
    )
  }

  #unpacked(): JsHistogram {
    if ('countsArrayLength' in this.#counted) return this.#counted
    const bins = emptyBins('growing')
    fill(bins, this.#counted)
    this.#counted = bins
    return bins
  }

  #include(count: number, sum: number, min: number, max: number): void {
    this.#count += count
    this.#sum = exactSum(this.#sum, sum)
    this.#min = Math.min(this.#min, min)
    this.#max = Math.max(this.#max, max)
  }

  #addBins(decoded: JsHistogram): void {
    const added = packed(decoded)
    fill(this.#unpacked(), added)
    eachOf(added, (bin, count) => {
      const low = LAYOUT.valueFromIndex(bin)
      const sum = count * LAYOUT.medianEquivalentValue(low)
      this.#include(count, sum, low, LAYOUT.highestEquivalentValue(low))
    })
  }
}

/** Growing bins stay small while latencies are; a day's worth takes 110 KiB. */
function emptyBins(range: 'growing' | 'fixed'): JsHistogram {
  const bins = new Int32Histogram(1, range === 'fixed' ? LATENCY_MAX_US : 2, SIGNIFICANT_DIGITS)
  bins.autoResize = range === 'growing'
  return bins
}

/** What bins mean is the same whatever their range. */
const LAYOUT = emptyBins('fixed')

const NOTHING: Packed = { bins: new Uint32Array(0), counts: new Uint32Array(0) }

function packed(counted: JsHistogram | Packed): Packed {
  if (!('countsArrayLength' in counted)) return counted
  const bins: number[] = []
  const counts: number[] = []
  for (let bin = 0; bin < counted.countsArrayLength; bin += 1) {
    const count = counted.getCountAtIndex(bin)
    if (count === 0) continue
    bins.push(bin)
    counts.push(count)
  }
  return { bins: Uint32Array.from(bins), counts: Uint32Array.from(counts) }
}

function eachOf({ bins, counts }: Packed, take: (bin: number, count: number) => void): void {
  bins.forEach((bin, index) => {
    take(bin, counts[index] ?? 0)
  })
}

/** By value, not with the library's `add`, whose new range depends on which side was larger. */
const fill = (to: JsHistogram, counted: Packed): void =>
  eachOf(counted, (bin, count) => to.recordValueWithCount(LAYOUT.valueFromIndex(bin), count))

/** Before the library makes room for what it says of itself. */
function checkEncoded(encoded: string): void {
  const deflated = Buffer.from(encoded, 'base64').subarray(COMPRESSED_HEADER_LENGTH)
  const payload = inflateSync(deflated, { maxOutputLength: PAYLOAD_MAX })
  if (payload.length < PAYLOAD_HEADER_LENGTH) throw new RangeError('Expected a V2 histogram')
  const digits = payload.readUInt32BE(DIGITS_POSITION)
  const lowest = payload.readBigUInt64BE(LOWEST_POSITION)
  const highest = payload.readBigUInt64BE(HIGHEST_POSITION)
  if (digits === SIGNIFICANT_DIGITS && lowest === 1n && highest <= BigInt(LATENCY_MAX_US)) return
  throw new RangeError(`Expected ${SIGNIFICANT_DIGITS} digits from 1 to at most ${LATENCY_MAX_US}`)
}

/** Twenty times what all bins up to the limit take at most. */
const PAYLOAD_MAX = 4_000_000
const PAYLOAD_HEADER_LENGTH = 40
const DIGITS_POSITION = 12
const LOWEST_POSITION = 16
const HIGHEST_POSITION = 24

function decodeBins(encoded: string): JsHistogram {
  checkEncoded(encoded)
  const bins = decodeFromCompressedBase64(encoded, 32, false)
  if (!(bins instanceof Int32Histogram)) throw new TypeError('Expected a histogram of 32-bit bins')
  return bins
}
