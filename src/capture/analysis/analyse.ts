/**
 * A capture as the XMPP connections in it. In bounded memory, whatever there is in the file: so many
 * connections at once, each with so many octets that wait for others.
 */
import { ACK, SYN } from '../../tcp/segment.ts'
import { type Instant, plus, seconds } from '../../units.ts'
import { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { CaptureEntry } from '../file/entry.ts'
import { lookupIn } from '../network/dns-received.ts'
import { isKnownLinkType, payloadIn } from '../network/packet.ts'
import { type ReceivedSegment, segmentIn } from '../network/received.ts'
import type { KeyLog } from '../tls/key-log.ts'
import type { AnalysedConnection, Analysis } from './analysed.ts'
import { BoshSessions } from './bosh-sessions.ts'
import { ConnectionAnalysis } from './connection.ts'
import { LinkLog } from './link-log.ts'
import { withLookups } from './looked-up.ts'
import { type FoundBy, LookupLog } from './lookup-log.ts'

export interface AnalyseOptions {
  /** What is known before; secrets in the capture are added. */
  readonly keyLog: KeyLog
  /** Servers’ ports that carry XMPP, whatever is said there. */
  readonly ports: readonly number[]
}

/** Held at once; others are counted. */
const OPEN_MAX = 500
const REPORTED_MAX = 100_000
/** Both ends have forgotten it by then (net.netfilter.nf_conntrack_tcp_timeout_established is longer). */
const SILENT = seconds(3_600)

/** What is known of a server by what it does, which advice rests on. */
interface KnownServer extends Premises {
  directPort: number | undefined
  tickets: Premises['tickets']
  sasl2: Premises['sasl2']
  certificateOctets: number
}

export class CaptureAnalysis {
  readonly #options: AnalyseOptions
  readonly #open = new Map<string, ConnectionAnalysis>()
  readonly #past = new Past()
  readonly #sessions = new BoshSessions()
  readonly #servers = new Map<string, KnownServer>()
  readonly #link = new LinkLog()
  readonly #lookups = new LookupLog()
  readonly #foundBy = new Map<number, FoundBy>()
  readonly #reported: AnalysedConnection[] = []
  /** Connections whose beginning was not seen, or that were too many. */
  readonly #before = new Set<string>()
  #foreign = 0
  #ofSessions = 0
  #tooMany = 0
  #arrivals = 0
  #cutShort = false
  #cutOff = 0
  #copies = 0
  #skipped = 0
  readonly #strange = new Set<number>()

  constructor(options: AnalyseOptions) {
    this.#options = options
  }

  add(entry: CaptureEntry): void {
    switch (entry.kind) {
      case 'packet': {
        if (!isKnownLinkType(entry.linkType)) this.#strange.add(entry.linkType)
        const payload = payloadIn(entry.linkType, entry.octets)
        if (payload === undefined) return
        if (entry.octets.length < entry.length) this.#cutOff += 1
        const segment = segmentIn(payload)
        if (segment !== undefined) this.#segment(segment, entry.at)
        const lookup = segment === undefined ? lookupIn(payload) : undefined
        if (lookup !== undefined) this.#lookups.add(lookup, entry.at)
        return
      }
      case 'secrets':
        this.#options.keyLog.add(entry.keyLog)
        return
      case 'cut-short':
        this.#cutShort = true
        return
      case 'skipped':
        this.#skipped += 1
    }
  }

  /** When there is no more. */
  finish(): Analysis {
    for (const key of [...this.#open.keys()]) this.#close(key)
    const connections = this.#reported.sort((one, other) => one.number - other.number)
    return {
      connections: withLookups(connections, this.#foundBy),
      others: {
        foreign: this.#foreign,
        begunBefore: this.#before.size,
        ofSessions: this.#ofSessions,
        tooMany: this.#tooMany,
      },
      link: this.#link.seen(),
      cutShort: this.#cutShort,
      cutOff: this.#cutOff,
      copies: this.#copies,
      skipped: this.#skipped,
      strangeLinkTypes: [...this.#strange].sort((one, other) => one - other),
    }
  }

  #segment(segment: ReceivedSegment, at: Instant): void {
    const { source, destination, flags } = segment
    const up = `${source} ${destination}`
    const down = `${destination} ${source}`
    const isOpening = (flags & (SYN | ACK)) === SYN
    if (isOpening && this.#isOver(up, segment, at)) this.#close(up)
    if (this.#open.has(up)) this.#open.get(up)?.segment('up', segment, at)
    else if (this.#open.has(down)) this.#open.get(down)?.segment('down', segment, at)
    else if (isOpening) this.#begin(up, segment, at)
    else if (this.#before.size < REPORTED_MAX && !this.#before.has(down)) this.#before.add(up)
  }

  /**
   * The same ports again, by another connection. Whether the first one's end was seen or not: a SYN that is
   * sent again has the sequence number of the first, and one of another connection another (RFC 9293 §3.4.1).
   */
  #isOver(key: string, { sequence }: ReceivedSegment, at: Instant): boolean {
    const known = this.#open.get(key)?.conversation
    if (known === undefined) return false
    const isSilent = at > plus(known.lastAt, SILENT)
    return known.endedBy !== undefined || isSilent || !known.beganWith(sequence)
  }

  #begin(key: string, segment: ReceivedSegment, at: Instant): void {
    if (this.#open.size >= OPEN_MAX) this.#closeEnded()
    if (this.#open.size >= OPEN_MAX || this.#arrivals >= REPORTED_MAX) {
      this.#tooMany += 1
      return
    }
    this.#arrivals += 1
    this.#before.delete(key)
    const found = this.#lookups.before(hostOf(segment.source), hostOf(segment.destination), at)
    if (found !== undefined) this.#foundBy.set(this.#arrivals, found)
    const connection = new ConnectionAnalysis(
      {
        number: this.#arrivals,
        client: segment.source,
        server: segment.destination,
        keyLog: this.#options.keyLog,
        past: this.#past,
        sessions: this.#sessions,
        premises: this.#serverAt(segment.destination),
        isXmpp: this.#options.ports.includes(segment.ports.destination),
      },
      at,
    )
    this.#open.set(key, connection)
    connection.segment('up', segment, at)
  }

  #closeEnded(): void {
    for (const [key, { conversation, isXmpp }] of this.#open) {
      if (conversation.endedBy !== undefined || !isXmpp) this.#close(key)
    }
  }

  #close(key: string): void {
    const connection = this.#open.get(key)
    if (connection === undefined) return
    this.#open.delete(key)
    connection.end()
    if (!connection.isXmpp) {
      this.#foreign += 1
      return
    }
    this.#link.add(connection.conversation)
    this.#copies += connection.conversation.copies
    if (connection.isAnothers) {
      this.#ofSessions += 1
      return
    }
    const report = connection.report()
    this.#reported.push(report)
    this.#learn(report, connection)
  }

  /** By its address, as a host whose ports are one server’s. */
  #serverAt(destination: string): KnownServer {
    const address = hostOf(destination)
    const known = this.#servers.get(address)
    if (known !== undefined) return known
    const server: KnownServer = {
      ...{ directPort: undefined, tickets: 'useless', sasl2: 'unknown', certificateOctets: 0 },
    }
    this.#servers.set(address, server)
    return server
  }

  #learn({ server, tls, session }: AnalysedConnection, { tls: seen }: ConnectionAnalysis): void {
    const known = this.#serverAt(server)
    if (tls?.resumed === true) known.tickets = 'resume'
    known.certificateOctets = Math.max(known.certificateOctets, seen.certificateOctets)
    // Who does SASL2 there has been offered it: others, in vain or not, said less of themselves.
    if (session?.negotiated.profile === 'sasl2') known.sasl2 = 'with-from'
    if (session?.negotiated.security === 'direct') known.directPort = Number(server.split(' ')[1])
  }
}

/** Without its port. */
const hostOf = (end: string): string => end.replace(/ \d+$/, '')
