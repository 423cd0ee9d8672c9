/**
 * The messages of a life, both ways, numbered: when each was sent, and how often the client of the
 * other side has had it. The peer's client sits at the server: it has what the server has routed.
 */
import type { StreamKind } from '../client/signals.ts'
import type { Direction, MessageRecord } from '../record/life-record.ts'
import { between, type Instant, toMicroseconds } from '../units.ts'
import { element, type XmlElement } from '../xml/xml.ts'
import { archivedIn } from '../xmpp/archived.ts'
import { CLIENT } from '../xmpp/namespaces.ts'

export interface Letter {
  readonly direction: Direction
  readonly message: XmlElement
  readonly sentAt: Instant
  /** The connection that it was last put on, and of what kind its stream was. */
  carrier: { readonly number: number; readonly stream: StreamKind } | undefined
  deliveries: number
  deliveredAt: Instant | undefined
}

/** Full or bare addresses. */
export interface Correspondents {
  readonly client: string
  readonly peer: string
}

/** What people write to each other: some 40 characters. */
const TEXT = 'Will be there at ten, the train is late.'

export class Post {
  readonly #correspondents: Correspondents
  readonly #letters = new Map<string, Letter>()

  constructor(correspondents: Correspondents) {
    this.#correspondents = correspondents
  }

  get letters(): Iterable<Letter> {
    return this.#letters.values()
  }

  write(direction: Direction, now: Instant): Letter {
    const { client, peer } = this.#correspondents
    const id = `m${this.#letters.size + 1}`
    const body = element('body', CLIENT, {}, TEXT)
    const addresses = direction === 'up' ? { to: peer } : { from: peer, to: client }
    const message = element('message', CLIENT, { type: 'chat', id, ...addresses }, body)
    const letter: Letter = {
      direction,
      message,
      sentAt: now,
      carrier: undefined,
      deliveries: 0,
      deliveredAt: undefined,
    }
    this.#letters.set(id, letter)
    return letter
  }

  /** That of a message on its way, by its number. */
  find(message: XmlElement): Letter | undefined {
    return this.#letters.get(message.attribute('id') ?? '')
  }

  /**
   * The client of the other side has it. Out of an archive comes what one has sent oneself, too, and
   * what had come before, which a client knows by its mark (XEP-0359).
   */
  deliver(direction: Direction, stanza: XmlElement, now: Instant): void {
    const archived = archivedIn(stanza)
    const message = archived ?? stanza
    const letter = message.name === 'message' ? this.find(message) : undefined
    if (letter?.direction !== direction || message.attribute('type') === 'error') return
    if (archived !== undefined && letter.deliveries > 0) return
    letter.deliveries += 1
    letter.deliveredAt ??= now
  }
}

/** `isQueued`: whether somebody still keeps it and means to send it. */
export function messageRecord(letter: Letter, isQueued: boolean): MessageRecord {
  const { direction, sentAt, deliveredAt, deliveries, carrier } = letter
  if (deliveredAt !== undefined) {
    const delayUs = Math.round(toMicroseconds(between(sentAt, deliveredAt)))
    return { direction, fate: deliveries === 1 ? 'once' : 'twice', delayUs }
  }
  const lost = carrier === undefined ? 'nobody-there' : LOSS[carrier.stream]
  return { direction, fate: isQueued ? 'queued' : lost, delayUs: undefined }
}

const LOSS = { managed: 'session-gone', unmanaged: 'unmanaged' } as const
