/**
 * How far the advertised window grows (`tcp_grow_window`, `tcp_rcv_space_adjust`): all that is modelled of that
 * growth is that whatever lets it grow is acknowledged quickly.
 */
import { type Instant, toMicroseconds } from '../units.ts'
import { TIMESTAMP_OPTION } from './settings.ts'

/** A segment of so many octets or more lets the window grow, by so many full ones (`tcp_grow_window`). */
const GROWING_SEGMENT = 128
const GROWTH = 2
/** net.ipv4.tcp_rmem: its default, and the most that it is raised to. */
const RECEIVE_MEMORY = 131_072
const RECEIVE_MEMORY_MAX = 6_291_456
/** TCP_INIT_CWND. */
const READ_PER_ROUND_TRIP = 10
/** `struct sk_buff`; what is rounded up with a packet's payload: headers, headroom, `skb_shared_info`. */
const SKB = 256
const BESIDE_PAYLOAD = 436

/**
 * How far the window can grow: from half of the memory, in whole segments (`tcp_select_initial_window`), to as many
 * octets as all of it holds of full segments, one of which is there (`tcp_space`; `scaling_ratio`, in 256ths).
 * Where each packet has memory of its own, a power of two, as of tunnels and most network cards.
 */
const roomToGrow = (payloadMss: number): number => {
  const most = windowOf(RECEIVE_MEMORY - memoryOf(payloadMss), payloadMss)
  return most - (RECEIVE_MEMORY / 2 - ((RECEIVE_MEMORY / 2) % announced(payloadMss)))
}

/** `tcp_win_from_space`. */
const windowOf = (memory: number, payloadMss: number): number =>
  Math.floor((memory * Math.floor((256 * payloadMss) / memoryOf(payloadMss))) / 256)

const memoryOf = (payload: number): number => {
  let memory = SKB
  while (memory < payload + BESIDE_PAYLOAD) memory *= 2
  return memory + SKB
}

/** `advmss`: beside timestamps there is less room. */
const announced = (payloadMss: number): number => payloadMss + TIMESTAMP_OPTION

export class WindowGrowth {
  readonly #payloadMss: number
  /** The window that the receive memory allows, what was read in a round trip, and since when (`rcvq_space`). */
  #windowMost: number
  #readPerRoundTrip: number
  #readUpTo = 1
  #readSinceUs = 0
  /** Octets by which the advertised window may still grow. */
  #windowRoom: number

  constructor(payloadMss: number) {
    this.#payloadMss = payloadMss
    this.#windowRoom = roomToGrow(payloadMss)
    this.#windowMost = windowOf(RECEIVE_MEMORY, payloadMss)
    this.#readPerRoundTrip = READ_PER_ROUND_TRIP * announced(payloadMss)
  }

  begin(now: Instant): void {
    this.#readSinceUs = toMicroseconds(now)
  }

  /**
   * `tcp_rcv_space_adjust`: where more was read in a round trip than in any before, memory is raised to hold twice as
   * much, and what the sender's slow start may add; the window grows on.
   */
  hasRead(now: Instant, next: number, roundTripUs: number): void {
    const nowUs = toMicroseconds(now)
    if (roundTripUs === 0 || nowUs - this.#readSinceUs < roundTripUs) return
    const read = next - this.#readUpTo
    if (read > this.#readPerRoundTrip) {
      const before = this.#readPerRoundTrip
      this.#readPerRoundTrip = read
      const wanted = 2 * read * (1 + (2 * (read - before)) / before)
      const most = Math.min(wanted, windowOf(RECEIVE_MEMORY_MAX, this.#payloadMss))
      if (most > this.#windowMost) {
        this.#windowRoom += most - this.#windowMost
        this.#windowMost = most
      }
    }
    this.#readUpTo = next
    this.#readSinceUs = nowUs
  }

  /** `tcp_grow_window`: what cannot be read yet takes memory (`tcp_space`), about as much window as it is long. */
  grows(length: number, beyondGap: number): boolean {
    const room = this.#windowRoom - beyondGap
    if (length < GROWING_SEGMENT || room <= 0) return false
    this.#windowRoom -= Math.min(room, GROWTH * announced(this.#payloadMss))
    return true
  }
}
