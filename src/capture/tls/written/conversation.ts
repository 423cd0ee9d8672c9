/**
 * A modelled TLS connection as octets: each piece that an end of `tls/` writes becomes records of
 * exactly its length, really encrypted, with a key log that opens them.
 *
 * Real: message formats, transcript, key schedule, binders, Finished, record protection. Drawn: what
 * the key exchange comes to, keys and signatures of certificates, what a ticket holds. So the octets
 * of a channel binding that the client proves are those of the model (`tls/binding.ts`), and not those
 * of this transcript. Suites are TLS_AES_256_GCM_SHA384 and ECDHE with AES-256-GCM, as measured.
 */
import type { Direction } from '../../../direction.ts'
import type { Random } from '../../../random.ts'
import { PLAIN_ALERT } from '../../../tls/flights.ts'
import type { Piece } from '../../../tls/piece.ts'
import type { AlertDescription, ClientHello, TlsRecord } from '../../../tls/record.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../../tls/settings.ts'
import { ticketId } from '../../../tls/ticket.ts'
import { joined } from '../../octets/build.ts'
import { MESSAGE, message } from '../handshake-message.ts'
import { CONTENT, record } from '../record-protection.ts'
import { BINDERS, clientHello } from './client-hello.ts'
import { Keys12 } from './keys-12.ts'
import { Keys13 } from './keys-13.ts'
import { publicName } from './public-name.ts'
import {
  certificate12,
  certificate13,
  certificateRequest12,
  certificateRequest13,
  certificateVerify,
  clientKeyExchange,
  clientSide,
  encryptedExtensions,
  helloRetryRequest,
  newSessionTicket12,
  newSessionTicket13,
  noCertificate,
  type ServerSide,
  SUITE_13,
  serverHello12,
  serverHello13,
  serverKeyExchange,
  suite12,
} from './server-messages.ts'

export interface WrittenTlsOptions {
  readonly client: TlsClientSettings
  readonly server: TlsServerSettings
  /** What the server's certificate is for. */
  readonly domain: string
  /** Everything that is drawn is drawn from it. */
  readonly random: Random
}

const CHANGE_CIPHER_SPEC = record(CONTENT.changeCipherSpec, [1])
/** RFC 8446 §6, RFC 5246 §7.2: level and description. */
const ALERTS: Readonly<Record<AlertDescription, readonly [number, number]>> = {
  close_notify: [1, 0],
  ech_required: [2, 121],
  unexpected_message: [2, 10],
  protocol_version: [2, 70],
}
const SESSION_ID_OCTETS = 32
const RECORD_HEADER = 5
const NONE = new Uint8Array(0)

type Keys = Keys12 | Keys13

export class WrittenTls {
  readonly #options: WrittenTlsOptions
  readonly #side: ServerSide
  readonly #early: Keys13
  #keys: Keys | undefined
  #hello: ClientHello | undefined
  #sessionId: Uint8Array = NONE
  #changeCipherSpecSent = false

  constructor(options: WrittenTlsOptions) {
    const { server: settings, domain, random } = options
    this.#options = options
    this.#side = { settings, domain, random }
    this.#early = new Keys13(random)
  }

  /** Lines of a key log, as far as keys are known by now. */
  get secrets(): readonly string[] {
    const keys = this.#keys
    return keys === undefined || keys === this.#early
      ? this.#early.secrets
      : [...this.#early.secrets, ...keys.secrets]
  }

  /** The octets of a piece, in the order in which both ends write. */
  octets(direction: Direction, piece: Piece): Uint8Array {
    if (piece.kind === 'clear') return piece.bytes
    const octets = this.#record(direction, piece.record, piece.length)
    if (octets.length !== piece.length) {
      const { kind } = piece.record
      throw new Error(`Expected ${piece.length} octets of ${kind}, got ${octets.length}`)
    }
    return octets
  }

  #record(direction: Direction, said: TlsRecord, length: number): Uint8Array {
    switch (said.kind) {
      case 'client-hello':
        return this.#clientHello(said, length)
      case 'hello-retry-request': {
        const retry = helloRetryRequest(this.#sessionId)
        this.#early.retried(retry)
        return joined(record(CONTENT.handshake, retry), CHANGE_CIPHER_SPEC)
      }
      case 'server-flight':
        return said.version === '1.3' ? this.#flight13(said) : this.#flight12(said)
      case 'client-flight':
        return said.version === '1.3' ? this.#answer13(said) : this.#answer12(said)
      case 'server-finished': {
        const keys = this.#keys12
        const ticket = said.ticket === undefined ? NONE : newSessionTicket12(said.ticket)
        keys.said(ticket)
        const clear = ticket.length === 0 ? NONE : record(CONTENT.handshake, ticket)
        return joined(clear, CHANGE_CIPHER_SPEC, keys.finished('down'))
      }
      case 'new-session-ticket': {
        const random = this.#options.random.fork(`ticket ${ticketId(said.ticket)}`)
        return this.#sealed('down', CONTENT.handshake, newSessionTicket13(said.ticket, random))
      }
      case 'application-data':
        return said.early
          ? this.#early.sealedEarly(CONTENT.applicationData, said.bytes)
          : this.#sealed(direction, CONTENT.applicationData, said.bytes)
      case 'alert':
        return this.#alert(direction, said.description, length)
    }
  }

  #clientHello(hello: ClientHello, length: number): Uint8Array {
    const { client, random } = this.#options
    this.#hello = hello
    if (!hello.retry && hasSessionId(hello)) {
      this.#sessionId = random.fork('session id').bytes(SESSION_ID_OCTETS)
    }
    const changes = hello.early || (hello.retry && !this.#changeCipherSpecSent)
    this.#changeCipherSpecSent ||= changes
    const written = clientHello({
      hello,
      settings: client,
      length: length - RECORD_HEADER - (changes ? CHANGE_CIPHER_SPEC.length : 0),
      sessionId: this.#sessionId,
      random,
    })
    const octets = record(CONTENT.handshake, this.#early.offered(hello, written, BINDERS))
    if (!changes) return octets
    return hello.early ? joined(octets, CHANGE_CIPHER_SPEC) : joined(CHANGE_CIPHER_SPEC, octets)
  }

  #flight13(flight: Extract<TlsRecord, { readonly kind: 'server-flight' }>): Uint8Array {
    const hello = this.#answered
    const keys = this.#early
    this.#keys = keys
    const asked = { sessionId: this.#sessionId, suite: SUITE_13, ...hello }
    const first = serverHello13(flight, asked, this.#side)
    keys.accepted(first, flight.resumed ? hello.ticket : undefined)
    // RFC 9849 §6.1.6: whoever rejects the encrypted hello answers to the name in the other.
    const side = flight.encryptedHelloRejected
      ? { ...this.#side, domain: publicName(this.#side.domain) }
      : this.#side
    const messages = [
      encryptedExtensions(flight, side),
      ...(flight.certificateRequested ? [certificateRequest13()] : []),
      ...(flight.resumed ? [] : [certificate13(side), certificateVerify(side)]),
    ].map((each) => keys.sealedHandshake('down', each))
    const end = keys.finished('down')
    // RFC 8446 App. D.4: straight behind the server's first message, which may have been a retry.
    const changes = hello.retry ? NONE : CHANGE_CIPHER_SPEC
    return joined(record(CONTENT.handshake, first), changes, ...messages, end)
  }

  #answer13(said: Extract<TlsRecord, { readonly kind: 'client-flight' }>): Uint8Array {
    const keys = this.#early
    const changes = this.#changeCipherSpecSent ? NONE : CHANGE_CIPHER_SPEC
    const endOfEarlyData = said.endOfEarlyData
      ? keys.sealedEarly(CONTENT.handshake, keys.said(message(MESSAGE.endOfEarlyData)))
      : NONE
    const own = said.presented && clientSide(said.presented, this.#side)
    const empty = said.certificate ? [noCertificate('1.3')] : []
    const certificate = own === undefined ? empty : [certificate13(own), certificateVerify(own)]
    const messages = certificate.map((each) => keys.sealedHandshake('up', each))
    return joined(changes, endOfEarlyData, ...messages, keys.finished('up'))
  }

  #flight12(flight: Extract<TlsRecord, { readonly kind: 'server-flight' }>): Uint8Array {
    const hello = this.#answered
    const { random, server } = this.#options
    const suite = suite12(server)
    const keys = new Keys12({
      suite,
      randoms: { client: hello.random, server: flight.random },
      ticket: flight.resumed ? hello.ticket : undefined,
      random,
    })
    this.#keys = keys
    keys.said(this.#early.transcript)
    const asked = { sessionId: this.#sessionId, suite }
    const messages = [
      serverHello12(flight, asked, this.#side),
      ...(flight.resumed
        ? []
        : [
            certificate12(this.#side),
            serverKeyExchange(this.#side),
            ...(flight.certificateRequested ? [certificateRequest12()] : []),
            message(MESSAGE.serverHelloDone),
          ]),
    ].map((each) => record(CONTENT.handshake, keys.said(each)))
    if (!flight.resumed) return joined(...messages)
    return joined(...messages, CHANGE_CIPHER_SPEC, keys.finished('down'))
  }

  #answer12(said: Extract<TlsRecord, { readonly kind: 'client-flight' }>): Uint8Array {
    const keys = this.#keys12
    const own = said.presented && clientSide(said.presented, this.#side)
    const certificate = own === undefined ? noCertificate('1.2') : certificate12(own)
    const messages = [
      ...(said.certificate ? [certificate] : []),
      ...(said.resumed ? [] : [clientKeyExchange(this.#options.random)]),
      ...(own === undefined ? [] : [certificateVerify(own)]),
    ].map((each) => record(CONTENT.handshake, keys.said(each)))
    return joined(...messages, CHANGE_CIPHER_SPEC, keys.finished('up'))
  }

  /** In the clear while there are no keys, as its length says (`tls/protection.ts`). */
  #alert(direction: Direction, description: AlertDescription, length: number): Uint8Array {
    const contents = Uint8Array.from(ALERTS[description])
    return length === PLAIN_ALERT
      ? record(CONTENT.alert, contents)
      : this.#sealed(direction, CONTENT.alert, contents)
  }

  #sealed(direction: Direction, type: number, contents: Uint8Array): Uint8Array {
    const keys = this.#keys
    if (keys === undefined) throw new Error('Expected keys, got none: no flight of the server')
    return keys.sealed(direction, type, contents)
  }

  get #answered(): ClientHello {
    if (this.#hello === undefined) throw new Error('Expected a ClientHello first, got none')
    return this.#hello
  }

  get #keys12(): Keys12 {
    if (!(this.#keys instanceof Keys12)) throw new Error('Expected keys of TLS 1.2, got others')
    return this.#keys
  }
}

/** One goes along with TLS 1.3 (RFC 8446 App. D.4), and with a ticket of 1.2 (RFC 5077 §3.4). */
const hasSessionId = ({ versions, ticket }: ClientHello): boolean =>
  versions.includes('1.3') || ticket?.version === '1.2'
