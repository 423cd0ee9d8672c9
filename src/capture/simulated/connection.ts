/**
 * One simulated connection as packets, as a capture at one of its ends has them: what its host sends
 * when it enters the link, what comes when the link delivers it. What is lost on the way is seen at
 * the end that sent it and not at the other, and what a network doubles comes twice.
 */
import type { Direction } from '../../direction.ts'
import type { LinkEvent } from '../../link/event.ts'
import { Random } from '../../random.ts'
import type { Destinations } from '../../stack/addresses/destination.ts'
import { arriving, type LinkBody, type SegmentOnLink } from '../../stack/link-body.ts'
import type { Segment } from '../../tcp/segment.ts'
import { BASE_HEADERS, type IpVersion } from '../../tcp/settings.ts'
import type { Piece } from '../../tls/piece.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import type { Instant } from '../../units.ts'
import type { WrittenPacket } from '../file/writer.ts'
import { dnsMessage } from '../network/dns.ts'
import { type IpPayload, ipPacket } from '../network/ip.ts'
import { type TcpEnd, tcpSegment } from '../network/tcp.ts'
import { WrittenTls } from '../tls/written/conversation.ts'
import { Comments, type Noted } from './comments.ts'
import { FIRST_PORT, fromTo, RESOLVER_PORT, SERVER_PORT } from './endpoints.ts'
import { lookup } from './lookup.ts'
import { ShownStream } from './stream.ts'

export interface CaptureView {
  /** Where packets are seen. */
  readonly at: 'client' | 'server'
  readonly ip: IpVersion
  /** TLS as it is, or what was said in it in the clear. */
  readonly content: 'encrypted' | 'clear'
}

export interface CapturedConnection {
  /** From 1, in the order in which they begin. */
  readonly number: number
  readonly security: 'starttls' | 'direct'
  /** Of the server, where it is not that of its service. */
  readonly port?: number | undefined
  /** None: nothing is ever encrypted. */
  readonly tls:
    | { readonly client: TlsClientSettings; readonly server: TlsServerSettings }
    | undefined
  readonly domain: string
  /** The server's addresses, unless there is one. */
  readonly destinations?: Destinations | undefined
  /** Decides what no result depends on: sequence numbers, keys, what tickets look like. */
  readonly seed: string
}

interface Seen extends Noted {
  readonly at: Instant
  readonly body: LinkBody
  readonly size: number
  clientAt: Instant | undefined
  lost: string | undefined
}

export class ConnectionCapture {
  readonly comments = new Comments()
  readonly #view: CaptureView
  readonly #domain: string
  readonly #destinations: Destinations | undefined
  readonly #tls: WrittenTls | undefined
  readonly #streams = { up: new ShownStream(), down: new ShownStream() }
  readonly #ends: Readonly<Record<Direction, TcpEnd>>
  readonly #revealed: string[] = []
  readonly #seen: Seen[] = []
  /** What this end has sent, by its number on the link. */
  readonly #sent = new Map<number, Seen>()

  constructor(view: CaptureView, connection: CapturedConnection) {
    const { number, security, port = SERVER_PORT[security], tls, domain, seed } = connection
    const random = Random.seeded(seed).fork('capture').fork(number)
    this.#view = view
    this.#domain = domain
    this.#destinations = connection.destinations
    this.#tls = tls && new WrittenTls({ ...tls, domain, random: random.fork('tls') })
    const end = (name: string, port: number): TcpEnd => ({
      port,
      sequence: random.fork(name).fork('sequence').uint32(),
      clock: random.fork(name).fork('clock').uint32(),
    })
    this.#ends = {
      up: end('client', FIRST_PORT + number - 1),
      down: end('server', port),
    }
  }

  /** Lines of a key log; none where nothing needs them. */
  get secrets(): readonly string[] {
    if (this.#view.content === 'clear') return []
    return [...(this.#tls?.secrets ?? []), ...this.#revealed]
  }

  /** A line of the key log of octets that were encrypted elsewhere. */
  reveal(line: string): void {
    this.#revealed.push(line)
  }

  /** What an end has written to TCP, in the order in which both do. */
  wrote(direction: Direction, pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      const octets = this.#tls?.octets(direction, piece) ?? clearOctets(piece)
      const shown = this.#view.content === 'clear' ? clearOctets(piece) : octets
      this.#streams[direction].add(piece.length, shown)
    }
  }

  link(event: LinkEvent<LinkBody>): void {
    const { direction, index, at } = event
    const isOwn = direction === (this.#view.at === 'client' ? 'up' : 'down')
    switch (event.kind) {
      case 'entered':
        if (isOwn) this.#sent.set(index, this.#see(event, direction === 'up' ? at : undefined))
        return
      case 'delivered': {
        const sent = this.#sent.get(index)
        if (!isOwn) this.#see(event, direction === 'up' ? event.enteredAt : at)
        else if (sent !== undefined && direction === 'down') sent.clientAt ??= at
        return
      }
      case 'dropped': {
        const sent = isOwn ? this.#sent.get(index) : undefined
        if (sent !== undefined) sent.lost = event.reason
      }
    }
  }

  /** In the order in which they were seen; all that was to be written has been by now. */
  packets(): readonly WrittenPacket[] {
    const seen = this.#seen.filter(({ body }) => body.kind !== 'segment' || this.#arrived(body))
    const beside = this.comments.beside(seen)
    const identifications = { up: 0, down: 0 }
    return seen.map((one) => {
      const { at, direction, lost } = one
      identifications[direction] += 1
      const isOwn = direction === (this.#view.at === 'client' ? 'up' : 'down')
      return {
        at,
        octets: this.#octets(one, identifications[direction]),
        way: isOwn ? 'out' : 'in',
        comments: [
          ...(beside.get(one) ?? []),
          ...(lost === undefined ? [] : [`lost on the link: ${lost}`]),
        ],
      }
    })
  }

  #see({ direction, packet, at }: LinkEvent<LinkBody>, clientAt: Instant | undefined): Seen {
    const { body, size } = packet
    const length = body.kind === 'segment' ? body.segment.length : 0
    const seen: Seen = { at, direction, body, size, length, clientAt, lost: undefined }
    this.#seen.push(seen)
    return seen
  }

  /** A box at the server's end may have swallowed a segment, or stripped it, before it is seen there. */
  #arrived(body: SegmentOnLink): Segment | undefined {
    return this.#view.at === 'server' ? arriving(body)?.segment : body.segment
  }

  #octets({ direction, body, size }: Seen, identification: number): Uint8Array {
    const { ip: usual } = this.#view
    const [from, to] =
      direction === 'up' ? (['client', 'server'] as const) : (['server', 'client'] as const)
    if (body.kind === 'dns') {
      const resolver =
        direction === 'up' ? fromTo(usual, from, 'resolver') : fromTo(usual, 'resolver', to)
      return ipPacket(resolver, this.#dns(body.query.id, direction), identification)
    }
    // What is asked for is refused before it comes to this (see what a capture can be of).
    if (body.kind === 'datagram') throw new Error('expected a segment or DNS, got a QUIC datagram')
    const segment = this.#arrived(body) ?? body.segment
    const { ip = usual, number } = body.destination ?? {}
    const isBare = size === BASE_HEADERS[ip] + segment.length
    const addresses = fromTo(ip, from, to, number)
    return ipPacket(addresses, this.#tcp(segment, direction, isBare), identification)
  }

  #dns(id: number, direction: Direction): IpPayload {
    return dnsMessage({
      id,
      kind: direction === 'up' ? 'query' : 'answer',
      question: lookup(id, this.#domain, this.#destinations),
      port: RESOLVER_PORT,
    })
  }

  #tcp(segment: Segment, direction: Direction, isBare: boolean): IpPayload {
    const own = this.#streams[direction]
    const other = this.#streams[direction === 'up' ? 'down' : 'up']
    // The first octet of data has sequence number 1 (tcp/segment.ts).
    const from = own.place(Math.max(segment.seq, 1) - 1)
    const to = own.place(Math.max(segment.seq, 1) - 1 + segment.length)
    const shown: Segment = {
      ...segment,
      seq: segment.seq === 0 ? 0 : from + 1,
      ack: placed(other, segment.ack),
      sack: segment.sack.map(({ left, right }) => ({
        left: placed(other, left),
        right: placed(other, right),
      })),
    }
    const ends = this.#ends
    const [near, far] = direction === 'up' ? [ends.up, ends.down] : [ends.down, ends.up]
    return tcpSegment(shown, near, far, own.between(from, to), isBare)
  }
}

const placed = (stream: ShownStream, sequence: number): number =>
  sequence === 0 ? 0 : stream.place(sequence - 1) + 1

const clearOctets = (piece: Piece): Uint8Array => {
  if (piece.kind === 'clear') return piece.bytes
  return piece.record.kind === 'application-data' ? piece.record.bytes : new Uint8Array(0)
}
