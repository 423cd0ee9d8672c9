/**
 * The client's real TLS (node:tls, OpenSSL) as something that is fed records and writes flights,
 * with no socket below it: what it writes goes wherever its owner puts it on the timeline.
 *
 * OpenSSL works at once when it is fed; only writing takes Node turns of the event loop, and how
 * many there are still to come is known (`busy`). Left out, because Node has neither: early data
 * (RFC 8446 §2.3) and False Start (RFC 7918).
 */
import { isIP } from 'node:net'
import { Duplex } from 'node:stream'
import { type ConnectionOptions, connect, createSecureContext, type TLSSocket } from 'node:tls'
import { briefly } from '../../foreign-text.ts'
import type { Failure, TlsFacts } from '../../transport.ts'
import { serverEndPoint } from '../sockets/end-point.ts'
import { ServerHello } from '../sockets/server-hello.ts'
import { tlsFacts } from '../sockets/tls-facts.ts'

export interface LiveTlsSettings {
  /**
   * What the certificate has to be for, and SNI unless it is an address: the domain of the account
   * (RFC 6125), or the host of a URI.
   */
  readonly serverName: string
  /** TLS begins with the connection, or behind a stream in the clear. */
  readonly begins: 'at-once' | 'later'
  /** `xmpp-client` on direct TLS (XEP-0368 §4), nothing after STARTTLS. */
  readonly alpn: string | undefined
  readonly version: '1.2' | '1.3'
  /** From an earlier connection, as Node serialises it. */
  readonly session: Uint8Array | undefined
  readonly postQuantum: boolean
  readonly trust: Trust
  /** What is presented to a server that asks: a certificate, what it was signed with, and its key (PEM). */
  readonly identity: string | undefined
}

/** Whom to believe: the usual authorities, others (PEM), or whoever answers. */
export type Trust =
  | { readonly kind: 'public' }
  | { readonly kind: 'authorities'; readonly pem: string }
  | { readonly kind: 'anybody' }

export interface LiveTlsEvents {
  /** Octets for the server: a flight, or records of application data. */
  readonly wrote: (bytes: Uint8Array) => void
  readonly secured: (facts: TlsFacts) => void
  readonly received: (bytes: Uint8Array) => void
  readonly failed: (failure: Failure) => void
  /** The server says that it has said all (`close_notify`, RFC 8446 §6.1). */
  readonly ended: () => void
  /** A session to resume next time; the latest is the best. */
  readonly session: (session: Uint8Array) => void
  /** Lines of a key log, which nobody takes down who is not asked to. */
  readonly revealed: ((line: string) => void) | undefined
}

export class LiveTls {
  readonly #events: LiveTlsEvents
  readonly #below: Below
  readonly #socket: TLSSocket
  readonly #hello = new ServerHello()
  /** Writes not yet turned into records, and the ClientHello. */
  #unwritten = 1
  #over = false

  constructor(settings: LiveTlsSettings, events: LiveTlsEvents) {
    this.#events = events
    this.#below = new Below((bytes) => this.#wrote(bytes))
    this.#socket = connect({ socket: this.#below, ...options(settings) }, () => this.#secured())
    this.#socket.on('session', (session: Buffer) => events.session(session))
    const { revealed } = events
    if (revealed !== undefined) {
      this.#socket.on('keylog', (line: Buffer) => revealed(line.toString('latin1').trim()))
    }
    this.#socket.on('data', (bytes: Buffer) => events.received(bytes))
    this.#socket.on('end', () => this.#end())
    this.#socket.on('error', (error: Error) => this.#fail(error))
  }

  /** There is something that it will write without being fed anything more. */
  get busy(): boolean {
    return !this.#over && this.#unwritten > 0
  }

  /** One or more whole records. */
  feed(records: Uint8Array): void {
    if (this.#over) return
    this.#hello.read(records)
    this.#below.push(records)
  }

  send(bytes: Uint8Array): void {
    if (this.#over) return
    this.#unwritten += 1
    this.#socket.write(bytes, () => {
      this.#unwritten -= 1
    })
  }

  /** Falls silent for good. */
  stop(): void {
    this.#over = true
    this.#socket.destroy()
  }

  #helloWritten = false

  #wrote(bytes: Uint8Array): void {
    if (this.#over) return
    if (!this.#helloWritten) {
      this.#helloWritten = true
      this.#unwritten -= 1
    }
    this.#events.wrote(bytes)
  }

  #secured(): void {
    const { raw } = this.#socket.getPeerCertificate()
    this.#events.secured(
      tlsFacts(this.#socket, {
        end: 'client',
        hello: this.#hello,
        endPoint: raw === undefined ? undefined : serverEndPoint(raw),
      }),
    )
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended()
  }

  #fail(error: Error): void {
    if (this.#over) return
    const code = 'code' in error ? String(error.code) : error.name
    this.#over = true
    const detail = `expected a TLS connection to the server, found ${code}: ${reasonOf(error)}`
    this.#events.failed({ code: 'tls-failure', detail: briefly(detail, DETAIL_AT_MOST) })
  }
}

/** OpenSSL's own message has an address of memory, a file of its source and a line end in it. */
const reasonOf = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? error.reason : error.message

/** Characters. */
const DETAIL_AT_MOST = 300

/** Where the socket would be. */
class Below extends Duplex {
  readonly #wrote: (bytes: Uint8Array) => void

  constructor(wrote: (bytes: Uint8Array) => void) {
    super()
    this.#wrote = wrote
  }

  override _read(): void {}

  /** What TLS hands over in one go leaves in one go. */
  override _writev(
    chunks: readonly { readonly chunk: Uint8Array }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#wrote(Buffer.concat(chunks.map(({ chunk }) => chunk)))
    done()
  }

  override _write(
    chunk: Uint8Array,
    _encoding: BufferEncoding,
    done: (error?: Error | null) => void,
  ): void {
    this.#wrote(chunk)
    done()
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    done(null)
  }
}

const options = (settings: LiveTlsSettings): ConnectionOptions => {
  const { serverName, alpn, version, session, postQuantum, trust, identity } = settings
  return {
    // RFC 6066 §3: "Literal IPv4 and IPv6 addresses are not permitted in "HostName"."
    ...(isIP(serverName) === 0 ? { servername: serverName } : { host: serverName }),
    minVersion: 'TLSv1.2',
    maxVersion: version === '1.2' ? 'TLSv1.2' : 'TLSv1.3',
    rejectUnauthorized: trust.kind !== 'anybody',
    ...(trust.kind === 'authorities' ? { ca: trust.pem } : {}),
    ...(identity === undefined ? {} : { cert: identity, key: identity }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
    ...(session === undefined ? {} : { session: Buffer.from(session) }),
    ecdhCurve: postQuantum ? POST_QUANTUM_GROUPS : CLASSICAL_GROUPS,
  }
}

/**
 * What OpenSSL 3.0 offers by default. Written down, because later versions put a post-quantum
 * key share in front, and a ClientHello four times as long is a strategy of its own.
 */
const CLASSICAL_GROUPS =
  'X25519:P-256:X448:P-521:P-384:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192'
/** OpenSSL 3.5 and later; key shares are sent of the groups with an asterisk. */
const POST_QUANTUM_GROUPS = `*X25519MLKEM768:*${CLASSICAL_GROUPS}`

/** Whether this Node's OpenSSL knows the group. */
export const canPostQuantum = (): boolean => {
  try {
    createSecureContext({ ecdhCurve: POST_QUANTUM_GROUPS })
    return true
  } catch {
    return false
  }
}
