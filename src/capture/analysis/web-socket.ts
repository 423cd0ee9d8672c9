/**
 * A WebSocket for XMPP (RFC 7395) as whoever reads along knows it, told its octets in the order in which
 * its client said and heard them: the opening handshake, and the messages of both sides.
 *
 * Left out: extensions (permessage-deflate, RFC 7692). What cannot be read is told as who spoke when.
 */
import { type Head, HeadReader, lists } from '../../http/head.ts'
import { readRequestLine, readStatus } from '../../http/start-line.ts'
import { WebSocketReader } from '../../http/web-socket/reader.ts'
import type { Way } from '../tls/opening.ts'

export interface WebSocketNews {
  /** It is one, and the client has waited for that. */
  readonly opened: () => void
  readonly message: (way: Way, octets: Uint8Array) => void
  /** Something that cannot be read: another use of HTTP, an extension, what no frame can be. */
  readonly flight: (way: Way) => void
}

/** RFC 7395 §3.1. */
const PROTOCOL = 'xmpp'
/** Octets of a message: stanzas of servers in use are smaller. */
const MESSAGE_MAX = 1 << 18

export class ReadWebSocket {
  readonly #news: WebSocketNews
  readonly #heads = { up: new HeadReader(), down: new HeadReader() }
  readonly #frames = {
    up: new WebSocketReader({ from: 'client', messageAtMost: MESSAGE_MAX }),
    down: new WebSocketReader({ from: 'server', messageAtMost: MESSAGE_MAX }),
  }
  #state: 'asking' | 'asked' | 'open' | 'opaque' = 'asking'

  constructor(news: WebSocketNews) {
    this.#news = news
  }

  get opaque(): boolean {
    return this.#state === 'opaque'
  }

  /** What this side says next. */
  read(way: Way, octets: Uint8Array): void {
    switch (this.#state) {
      case 'asking':
      case 'asked':
        this.#head(way, octets)
        return
      case 'open':
        this.#frame(way, octets)
        return
      case 'opaque':
        this.#news.flight(way)
    }
  }

  /** Something that was said next cannot be known. */
  miss(way: Way): void {
    this.#give(way)
  }

  #head(way: Way, octets: Uint8Array): void {
    const read = this.#heads[way].feed(octets)
    if (read.kind === 'unfinished') return
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

  #frame(way: Way, octets: Uint8Array): void {
    for (const incoming of this.#frames[way].feed(octets)) {
      if (incoming.kind === 'message') this.#news.message(way, incoming.bytes)
      else if (incoming.kind === 'error') this.#give(way)
    }
  }

  /** What was asked before an answer of another kind has been waited for as well. */
  #give(way: Way): void {
    if (this.#state === 'asked' && way === 'down') this.#news.flight('up')
    this.#state = 'opaque'
    this.#news.flight(way)
  }
}

function isUpgrade(way: Way, head: Head): boolean {
  if (!lists(head, 'sec-websocket-protocol', PROTOCOL)) return false
  if (!lists(head, 'upgrade', 'websocket')) return false
  return way === 'up'
    ? readRequestLine(head.start)?.method === 'GET'
    : readStatus(head.start) === 101 && !head.fields.has('sec-websocket-extensions')
}
