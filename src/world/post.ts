/**
 * The messages of a life, both ways, numbered: when each was sent, and how often the client of the
 * other side has had it. The peer's client sits at the server: it has what the server has routed.
 */

import type { Outbox } from '../client/outbox.ts'
import type { StreamKind } from '../client/signals.ts'
import type { Direction } from '../direction.ts'
import type { MessageRecord } from '../record/life-record.ts'
import type { LifeEvent } from '../record/traced-life.ts'
import { between, type Duration, type Instant, toMicroseconds } from '../units.ts'
import { element, type XmlElement } from '../xml/xml.ts'
import { archivedIn } from '../xmpp/archived.ts'
import { CLIENT, STANZA_ID } from '../xmpp/namespaces.ts'

interface Letter {
  readonly id: string
  readonly direction: Direction
  readonly message: XmlElement
  readonly sentAt: Instant
  /** The connection that it was last put on. */
  carrier: Carrier | undefined
  deliveries: number
  /** It has come out of an archive. */
  isKnownFromArchive: boolean
  deliveredAt: Instant | undefined
}

/** A connection whose stream is ready. */
export interface Carrier {
  readonly number: number
  readonly stream: StreamKind
}

/** Full or bare addresses. */
export interface Correspondents {
  readonly client: string
  readonly peer: string
  /** What the ids of their messages begin with. */
  readonly mark: string
}

/** Where messages may wait: they will be sent (again) from there. */
export interface Keepers {
  readonly outbox: Pick<Outbox, 'holds'>
  readonly server: { readonly holds: (message: XmlElement) => boolean }
}

/** What people write to each other: some 40 characters. */
const TEXT = 'Will be there at ten, the train is late.'

export class Post {
  readonly #correspondents: Correspondents
  readonly #keepers: Keepers
  readonly #late: Duration
  readonly #seen: (event: LifeEvent) => void
  readonly #letters = new Map<string, Letter>()
  /** Of the last stream that there was. */
  #stream: StreamKind = 'managed'

  /** `late`: a message that takes longer is. `seen`: told of what is sent, what comes, and what never came. */
  constructor(
    correspondents: Correspondents,
    late: Duration,
    keepers: Keepers,
    seen: (event: LifeEvent) => void,
  ) {
    this.#correspondents = correspondents
    this.#late = late
    this.#keepers = keepers
    this.#seen = seen
  }

  write(direction: Direction, now: Instant): XmlElement {
    const { client, peer, mark } = this.#correspondents
    const id = `${mark}${this.#letters.size + 1}`
    const body = element('body', CLIENT, {}, TEXT)
    const addresses = direction === 'up' ? { to: peer } : { from: peer, to: client }
    const message = element('message', CLIENT, { type: 'chat', id, ...addresses }, body)
    this.#letters.set(id, {
      id,
      direction,
      message,
      sentAt: now,
      carrier: undefined,
      deliveries: 0,
      isKnownFromArchive: false,
      deliveredAt: undefined,
    })
    this.#seen({ kind: 'sent', direction, id })
    return message
  }

  /** It goes out on the connection of now; without one that is ready into whatever was there last. */
  putOn(message: XmlElement, carrier: Carrier | undefined): void {
    const letter = this.#find(message)
    if (carrier !== undefined) this.#stream = carrier.stream
    if (letter === undefined) return
    if (carrier === undefined) letter.carrier ??= { number: NO_CONNECTION, stream: this.#stream }
    else letter.carrier = carrier
  }

  /**
   * The client of the other side has it. Out of an archive comes what one has sent oneself, too, and
   * what had come before or comes again behind it, as what was stored offline does. Who asks an archive
   * knows both by their mark there (`<stanza-id/>`, XEP-0359 §5): Conversations and Dino do.
   */
  deliver(direction: Direction, stanza: XmlElement, now: Instant): void {
    const archived = archivedIn(stanza)
    const message = archived ?? stanza
    const letter = message.name === 'message' ? this.#find(message) : undefined
    if (letter?.direction !== direction || message.attribute('type') === 'error') return
    const isMarked = archived !== undefined || message.child('stanza-id', STANZA_ID) !== undefined
    const isFromArchive = archived !== undefined || letter.isKnownFromArchive
    letter.isKnownFromArchive = isFromArchive
    if (letter.deliveries > 0 && isFromArchive && isMarked) return
    letter.deliveries += 1
    letter.deliveredAt ??= now
    const { id, sentAt, deliveries: times } = letter
    const isLate = between(sentAt, now) > this.#late
    this.#seen({ kind: 'delivered', direction, id, sentAt, times, isLate })
  }

  /** Whether a message is still to come that can come, with the connection of now. */
  isPending(carrier: Carrier | undefined): boolean {
    for (const letter of this.#letters.values()) {
      if (letter.deliveredAt !== undefined) continue
      if (carrier !== undefined && letter.carrier?.number === carrier.number) return true
      if (this.#isKept(letter)) return true
    }
    return false
  }

  /** At the end, once. */
  records(): readonly MessageRecord[] {
    return [...this.#letters.values()].map((letter) => this.#recordOf(letter))
  }

  #recordOf(letter: Letter): MessageRecord {
    const { id, direction, sentAt, deliveredAt, deliveries, carrier } = letter
    if (deliveredAt !== undefined) {
      const delay = between(sentAt, deliveredAt)
      const delayUs = Math.round(toMicroseconds(delay))
      const isLate = delay > this.#late
      return { direction, fate: deliveries === 1 ? 'once' : 'twice', delayUs, isLate }
    }
    const lost = carrier === undefined ? 'nobody-there' : LOSS[carrier.stream]
    const fate = this.#isKept(letter) ? 'queued' : lost
    this.#seen({ kind: 'missing', direction, id, fate })
    return { direction, fate, delayUs: undefined, isLate: false }
  }

  #isKept({ message }: Letter): boolean {
    const { outbox, server } = this.#keepers
    return outbox.holds(message) || server.holds(message)
  }

  /** By its number. */
  #find(message: XmlElement): Letter | undefined {
    return this.#letters.get(message.attribute('id') ?? '')
  }
}

/** Connections count from 1. */
const NO_CONNECTION = 0

const LOSS = { managed: 'session-gone', unmanaged: 'unmanaged' } as const
