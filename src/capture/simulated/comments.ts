/**
 * Which packet is to carry what is known of the client: where a wait begins or ends, what it has
 * reached. A wait of the dialogue begins with what the client has just said; one of a layer below, and
 * a milestone, end with what it has just heard.
 */
import type { Direction } from '../../direction.ts'
import type { Layer, Milestone } from '../../transport.ts'
import type { Instant } from '../../units.ts'

/** A packet as the client knows it. */
export interface Noted {
  readonly direction: Direction
  /** When the client sent or received it; undefined: it never came to it. */
  readonly clientAt: Instant | undefined
  /** Octets of payload. */
  readonly length: number
}

interface Note {
  readonly at: Instant
  /** Beside what the client says next, or what it heard last. */
  readonly beside: 'said' | 'heard'
  readonly text: string
}

const TOLD_AT_THE_END: readonly Layer[] = ['dns', 'tcp', 'tls', 'upgrade']

export class Comments {
  readonly #notes: Note[] = []
  #waits = 0

  /** Counts on from another connection of the same attempt. */
  goOn(from: Comments): void {
    this.#waits = from.#waits
  }

  waited(layer: Layer, at: Instant): void {
    this.#waits += 1
    const isOver = TOLD_AT_THE_END.includes(layer)
    const text = `wait ${this.#waits}: ${layer}`
    this.#notes.push(
      isOver
        ? { at, beside: 'heard', text: `${text}, ends here` }
        : { at, beside: 'said', text: `${text}, begins here` },
    )
  }

  /** What Nagle's algorithm held back somewhere has come. */
  stalled(layer: Layer, at: Instant): void {
    this.#waits += 1
    const text = `wait ${this.#waits}: ${layer}, for what Nagle’s algorithm held back, ends here`
    this.#notes.push({ at, beside: 'heard', text })
  }

  reached(milestone: Milestone, at: Instant): void {
    this.#notes.push({ at, beside: 'heard', text: milestone })
  }

  /** The texts for each of some packets, which are in the order in which they were captured. */
  beside<Packet extends Noted>(packets: readonly Packet[]): ReadonlyMap<Packet, readonly string[]> {
    const texts = new Map<Packet, string[]>()
    for (const note of this.#notes) {
      const packet = note.beside === 'said' ? saying(packets, note.at) : heard(packets, note.at)
      if (packet === undefined) continue
      const before = texts.get(packet)
      if (before === undefined) texts.set(packet, [note.text])
      else before.push(note.text)
    }
    return texts
  }
}

const saying = <Packet extends Noted>(
  packets: readonly Packet[],
  at: Instant,
): Packet | undefined => {
  const said = packets.filter(({ direction, length }) => direction === 'up' && length > 0)
  return said.find(({ clientAt }) => clientAt !== undefined && clientAt >= at) ?? said.at(-1)
}

const heard = <Packet extends Noted>(packets: readonly Packet[], at: Instant): Packet | undefined =>
  packets.findLast(
    ({ direction, clientAt }) => direction === 'down' && clientAt !== undefined && clientAt <= at,
  )
