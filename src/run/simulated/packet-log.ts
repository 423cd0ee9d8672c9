/** The packets of one attempt, each with what it was and what became of it. */
import type { Direction } from '../../direction.ts'
import type { LinkEvent } from '../../link/event.ts'
import type { PacketTrace } from '../../record/trace.ts'
import type { Destination } from '../../stack/addresses/destination.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { ACK, FIN, RST, type Segment, SYN } from '../../tcp/segment.ts'
import { quicText } from './quic-text.ts'
import type { StreamNotes } from './stream-notes.ts'

/** What each direction's stream has at which place. */
export type Notes = Readonly<Record<Direction, StreamNotes>>

type Entered = Omit<PacketTrace, 'fate'> & { fates: PacketTrace['fate'][] }

/** Joins what the link tells of a packet: that it entered, and each time what became of it. */
export class PacketLog {
  readonly #entered = new Map<string, Entered>()

  add(event: LinkEvent<LinkBody>, notes: Notes): void {
    const key = `${event.direction} ${event.index}`
    switch (event.kind) {
      case 'entered':
        this.#entered.set(key, {
          kind: 'packet',
          direction: event.direction,
          sentAt: event.at,
          bytes: event.packet.size,
          summary: summaryOf(event.packet.body, notes[event.direction]),
          retransmission: event.packet.body.kind !== 'dns' && event.packet.body.retransmission,
          fates: [],
        })
        return
      case 'delivered':
        this.#entered.get(key)?.fates.push({ kind: 'arrived', at: event.at })
        return
      case 'dropped':
        this.#entered.get(key)?.fates.push({ kind: 'dropped', reason: event.reason })
    }
  }

  /** A duplicated packet gives a trace for each copy. */
  traces(): PacketTrace[] {
    return [...this.#entered.values()].flatMap(({ fates, ...packet }) =>
      fates.length === 0
        ? [{ ...packet, fate: { kind: 'in-flight' } as const }]
        : fates.map((fate) => ({ ...packet, fate })),
    )
  }
}

function summaryOf(body: LinkBody, notes: StreamNotes): string {
  if (body.kind === 'dns') return 'DNS'
  if (body.kind === 'datagram') return quicText(body.datagram)
  const { segment, altered, destination } = body
  const fate = altered === undefined ? '' : altered === 'swallowed' ? 'swallowed' : 'stripped'
  const isOpening = (segment.flags & (SYN | RST)) !== 0
  const where = isOpening && destination !== undefined ? addressText(destination) : ''
  const content = segment.length > 0 ? [notes.within(segment.seq, segment.length)] : []
  return [flagsOf(segment), ...content, ...optionsOf(segment), where, fate]
    .filter((part) => part !== '')
    .join(' · ')
}

const REACHES: Readonly<Record<Destination['reaches'], string>> = {
  server: '',
  'closed-port': ', nobody listens there',
  nothing: ', nothing is there',
}

const addressText = ({ number, ip, reaches }: Destination): string =>
  `address ${number}, IPv${ip === 'ipv6' ? 6 : 4}${REACHES[reaches]}`

function flagsOf({ flags, length }: Segment): string {
  const names: string[] = []
  if ((flags & SYN) !== 0) names.push('SYN')
  if ((flags & FIN) !== 0) names.push('FIN')
  if ((flags & RST) !== 0) names.push('RST')
  const bare = names.length > 0 || length === 0
  if ((flags & ACK) !== 0 && bare) names.push('ACK')
  return names.join('-')
}

function optionsOf({ sack, fastOpen }: Segment): readonly string[] {
  return [
    ...sack.map(({ left, right }) => `SACK ${left}–${right}`),
    ...(fastOpen === undefined ? [] : [fastOpen.kind === 'request' ? 'cookie?' : 'cookie']),
  ]
}
