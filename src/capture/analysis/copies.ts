/**
 * Packets that one capture has several times, as `tcpdump -i any` has what passes a bridge, a veth pair or a
 * VPN: once for each interface. What is sent again is so later than that, and has another identification
 * (RFC 6864: with IPv4).
 */
import { type Instant, milliseconds, plus } from '../../units.ts'
import type { ReceivedSegment } from '../network/received.ts'

const APART_MAX = milliseconds(1)
/** Of those that passed within it. */
const KEPT_MAX = 64

export class Copies {
  #recent: { readonly key: string; readonly at: Instant }[] = []

  /** Whether it has just passed. */
  has(segment: ReceivedSegment, at: Instant): boolean {
    const { sequence, acknowledgment, flags, options, length, identification } = segment
    const { value, echo } = options.timestamps ?? {}
    const key = [sequence, acknowledgment, flags, value, echo, length, identification].join(' ')
    this.#recent = this.#recent.filter((one) => at <= plus(one.at, APART_MAX)).slice(-KEPT_MAX)
    if (this.#recent.some((one) => one.key === key)) return true
    this.#recent.push({ key, at })
    return false
  }
}
