/**
 * A WebSocket for XMPP (RFC 7395) as whoever reads along knows it, told its octets in the order in which
 * its client said and heard them: the opening handshake, and the messages of both sides. It is not known
 * to be one before it asks: it may look up first where one is (XEP-0156), on the same connection.
 *
 * Left out: extensions (permessage-deflate, RFC 7692). What cannot be read is told as who spoke when.
 */
import type { Direction } from '../../direction.ts'
import { type Head, HeadReader, lists } from '../../http/head.ts'
import { HttpMessageReader } from '../../http/message.ts'
import { readRequestLine, readStatus } from '../../http/start-line.ts'
import { WebSocketReader } from '../../http/web-socket/reader.ts'

export interface WebSocketNews {
  /** It is one, and the client has waited for that. */
  readonly opened: () => void
  readonly message: (way: Direction, octets: Uint8Array) => void
  /** It is no WebSocket: the client asks for host-meta (XEP-0156 §3). */
  readonly looks: () => void
  /** It has waited for that, and goes on, if it does, as if the connection began. */
  readonly lookedUp: () => void
  /** Something that cannot be read: another use of HTTP, an extension, what no frame can be. */
  readonly flight: (way: Direction) => void
}

/** RFC 7395 §3.1. */
const PROTOCOL = 'xmpp'
/** Octets of a message: stanzas of servers in use are smaller. */
const MESSAGE_MAX = 1 << 18
/** XEP-0156 §3, in XML or JSON. */
const HOST_META = /^\/\.well-known\/host-meta(\.json)?$/
/** Octets of it. */
const HOST_META_MAX = 1 << 16

export class ReadWebSocket {
  readonly #news: WebSocketNews
  readonly #heads = { up: new HeadReader(), down: new HeadReader() }
  readonly #frames = {
    up: new WebSocketReader({ from: 'client', messageAtMost: MESSAGE_MAX }),
    down: new WebSocketReader({ from: 'server', messageAtMost: MESSAGE_MAX }),
  }
  readonly #hostMeta = new HttpMessageReader(HOST_META_MAX)
  #state: 'asking' | 'asked' | 'looking' | 'open' | 'opaque' = 'asking'

  constructor(news: WebSocketNews) {
    this.#news = news
  }

  get opaque(): boolean {
    return this.#state === 'opaque'
  }

  /** What this side says next. */
  read(way: Direction, octets: Uint8Array): void {
    switch (this.#state) {
      case 'asking':
      case 'asked':
        this.#head(way, octets)
        return
      case 'looking':
        this.#look(way, octets)
        return
      case 'open':
        this.#frame(way, octets)
        return
      case 'opaque':
        this.#news.flight(way)
    }
  }

  /** Something that was said next cannot be known. */
  miss(way: Direction): void {
    this.#give(way)
  }

  #head(way: Direction, octets: Uint8Array): void {
    const read = this.#heads[way].feed(octets)
    if (read.kind === 'unfinished') return
    if (way === 'up' && this.#state === 'asking' && read.kind === 'head' && isLookup(read)) {
      this.#state = 'looking'
      this.#news.looks()
      return
    }
    const isDue = (way === 'up') === (this.#state === 'asking')
    if (read.kind === 'refused' || !isDue || !isUpgrade(way, read.head)) {
      this.#give(way)
      return
    }
    if (way === 'up') {
      this.#state = 'asked'
      return
    }
    this.#state = 'open'
    this.#news.opened()
    if (read.rest.length > 0) this.#frame('down', read.rest)
  }

  #look(way: Direction, octets: Uint8Array): void {
    if (way === 'up') {
      this.#give(way)
      return
    }
    const [read, ...more] = this.#hostMeta.feed(octets)
    if (read === undefined) return
    if (read.kind === 'refused' || more.length > 0) {
      this.#give(way)
      return
    }
    this.#state = 'opaque'
    this.#news.lookedUp()
  }

  #frame(way: Direction, octets: Uint8Array): void {
    for (const incoming of this.#frames[way].feed(octets)) {
      if (incoming.kind === 'message') this.#news.message(way, incoming.bytes)
      else if (incoming.kind === 'error') this.#give(way)
    }
  }

  /** What was asked before an answer of another kind has been waited for as well. */
  #give(way: Direction): void {
    const isAsking = this.#state === 'asked' || this.#state === 'looking'
    if (isAsking && way === 'down') this.#news.flight('up')
    this.#state = 'opaque'
    this.#news.flight(way)
  }
}

/** Nothing else was asked for behind it. */
function isLookup({ head, rest }: { readonly head: Head; readonly rest: Uint8Array }): boolean {
  const asked = readRequestLine(head.start)
  if (asked?.method !== 'GET' || rest.length > 0 || head.fields.has('upgrade')) return false
  return HOST_META.test(asked.target.split('?', 1)[0] ?? '')
}

function isUpgrade(way: Direction, head: Head): boolean {
  if (!lists(head, 'sec-websocket-protocol', PROTOCOL)) return false
  if (!lists(head, 'upgrade', 'websocket')) return false
  return way === 'up'
    ? readRequestLine(head.start)?.method === 'GET'
    : readStatus(head.start) === 101 && !head.fields.has('sec-websocket-extensions')
}
