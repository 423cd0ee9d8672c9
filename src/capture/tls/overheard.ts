/**
 * A TLS connection as whoever reads along knows it, told its octets in the order in which its client
 * said and heard them: which handshake it is, how many round trips it takes, and what it carries, as far
 * as there are keys.
 *
 * Without keys TLS 1.3 shows types and lengths of records only. EndOfEarlyData and Finished are told by
 * their length, as everybody writes them as records of their own; certificates of clients may hide them.
 */
import type { Direction } from '../../direction.ts'
import { refusalIn } from './alerts.ts'
import { EarlyDataReader, type SaidEarly } from './early-data.ts'
import { MESSAGE } from './handshake-message.ts'
import {
  acceptsEarlyData,
  type ReadClientHello,
  readClientHello,
  readServerHello,
} from './hello-reading.ts'
import type { KeyLog } from './key-log.ts'
import { type HandshakeMessage, HandshakeReader } from './messages.ts'
import { TlsOpening } from './opening.ts'
import type { OverheardTlsNews } from './overheard-news.ts'
import { CONTENT } from './record-protection.ts'
import { RecordReader, type StreamPart } from './records.ts'

type TlsRecord = Extract<StreamPart, { readonly kind: 'record' }>

/** Contents of the record that holds nothing but EndOfEarlyData, and Finished (RFC 8446 §4.4.4). */
const END_OF_EARLY_DATA_OCTETS = 4 + 1 + 16
const FINISHED_OCTETS = [4 + 32 + 1 + 16, 4 + 48 + 1 + 16]
/** Of records that are none of these, so many are a client's certificate and its proof. */
const UNKNOWN_MAX = 2

export class OverheardTls {
  readonly #keyLog: KeyLog
  readonly #news: OverheardTlsNews
  readonly #records = { up: new RecordReader(), down: new RecordReader() }
  readonly #messages = { up: new HandshakeReader(), down: new HandshakeReader() }
  /** Past the handshake in this direction: TLS 1.3’s Finished, TLS 1.2’s ChangeCipherSpec. */
  readonly #changed = { up: false, down: false }
  readonly early = new EarlyDataReader()
  hello: ReadClientHello | undefined
  version: '1.2' | '1.3' | undefined
  resumed = false
  /** NewSessionTicket messages that were seen. */
  tickets = 0
  /** Of Certificate and its proof, where they were seen. */
  certificateOctets = 0
  /** What follows cannot be made sense of. */
  lost = false
  /** Not all that it carried could be opened with the keys that there are. */
  unopened = false
  #opening: TlsOpening | undefined
  #shookUp = false
  #secured = false
  #falseStarted = false
  #unknown = 0
  #refused = false

  constructor(keyLog: KeyLog, news: OverheardTlsNews) {
    this.#keyLog = keyLog
    this.#news = news
  }

  /** The client waits for an answer of the handshake. */
  get asking(): boolean {
    const { up, down } = this.#changed
    if (this.version === undefined) return this.#shookUp
    return this.version === '1.2' && up && !down && !this.#falseStarted
  }

  /** What this direction says next, or so many octets of it that were not captured. */
  read(way: Direction, octets: Uint8Array | number): void {
    for (const part of this.#records[way].read(octets)) {
      if (part.kind === 'clear') this.#news.clear(way, part.octets)
      else if (part.kind === 'lost') this.lost = true
      else this.#record(way, part)
    }
  }

  #record(way: Direction, record: TlsRecord): void {
    const { type, body } = record
    if (body === undefined) this.#opening?.missed(way)
    switch (type) {
      case CONTENT.changeCipherSpec:
        this.#news.shook(way)
        this.#changedCipherSpec(way)
        return
      case CONTENT.alert:
        if (way === 'down' && body !== undefined) this.#alert(body)
        return
      case CONTENT.handshake:
        this.#news.shook(way)
        this.#shookUp ||= way === 'up'
        // ServerHello says which handshake it is.
        if (body === undefined && way === 'down' && this.version === undefined) this.lost = true
        if (this.#changed[way] && this.version === '1.2') this.#opened(way, record)
        else if (body !== undefined) this.#handshake(way, body)
        return
      case CONTENT.applicationData:
        if (this.version === '1.2') this.#said12(way, record)
        else if (way === 'up') this.#protectedUp(record)
        else this.#protectedDown(record)
    }
  }

  /** What answers the ClientHello, its client has waited for as for ServerHello. */
  #alert(body: Uint8Array): void {
    const refusal = refusalIn(body)
    if (!this.#shookUp || this.version !== undefined || this.#refused) return
    if (refusal === undefined) return
    this.#refused = true
    this.#news.waited()
    this.#news.refused(refusal)
  }

  #handshake(way: Direction, contents: Uint8Array): void {
    for (const message of this.#messages[way].read(contents)) this.#message(way, message)
  }

  #message(way: Direction, { type, body }: HandshakeMessage): void {
    switch (type) {
      case MESSAGE.clientHello:
        if (way === 'up') this.#clientHello(body)
        return
      case MESSAGE.serverHello:
        if (way === 'down') this.#serverHello(body)
        return
      case MESSAGE.encryptedExtensions:
        if (acceptsEarlyData(body)) this.#accept()
        else this.#reject()
        return
      case MESSAGE.certificate:
      case MESSAGE.certificateVerify:
        if (way === 'down') this.certificateOctets += 4 + body.length
        return
      case MESSAGE.newSessionTicket:
        this.tickets += 1
        return
      case MESSAGE.endOfEarlyData:
        this.#accept()
        return
      case MESSAGE.finished:
        if (this.version === '1.3') this.#finished(way)
    }
  }

  #clientHello(body: Uint8Array): void {
    const hello = readClientHello(body)
    if (hello === undefined) return
    if (this.hello === undefined) {
      this.#opening = new TlsOpening(this.#keyLog, hello.random)
      if (hello.offersEarlyData) this.early.offer()
    }
    this.hello = hello
  }

  #serverHello(body: Uint8Array): void {
    const hello = readServerHello(body)
    if (hello?.version === undefined || this.version !== undefined) return
    if (hello.retry) {
      // RFC 8446 §4.2.10: early data is not taken with it.
      this.#news.waited()
      this.early.reject()
      return
    }
    this.version = hello.version
    this.#opening?.answered(hello)
    if (hello.version === '1.3') this.resumed = hello.resumes
    if (hello.version === '1.2' || this.early.state !== 'offered') this.#news.waited()
    else this.early.flightDue = true
    if (!hello.resumes && hello.version === '1.3') this.#reject()
  }

  #changedCipherSpec(way: Direction): void {
    if (this.version !== '1.2') return
    this.#opening?.changedCipherSpec(way)
    this.#changed[way] = true
    if (way === 'up') {
      if (this.#changed.down) this.#secure()
    } else if (!this.#changed.up) this.resumed = true
    else {
      if (!this.#falseStarted) this.#news.waited()
      this.#secure()
    }
  }

  #said12(way: Direction, record: TlsRecord): void {
    if (way === 'up' && !this.#changed.down) {
      this.#falseStarted = true
      this.#secure()
    }
    const opened = this.#opened(way, record)
    this.unopened ||= opened === undefined && record.body !== undefined
    this.#say(way, opened?.contents)
  }

  #protectedUp(record: TlsRecord): void {
    if (this.#changed.up) {
      this.#application('up', record)
      return
    }
    this.#news.shook('up')
    if (this.version === undefined) {
      this.#early(record)
      return
    }
    const opened = this.#opened('up', record)
    if (opened !== undefined) {
      this.#handshake('up', opened.contents)
      return
    }
    if (this.early.state !== 'none' && this.#early(record)) return
    if (record.length === END_OF_EARLY_DATA_OCTETS) this.#accept()
    else if (FINISHED_OCTETS.includes(record.length)) this.#finished('up')
    else if (this.#unknown === UNKNOWN_MAX) this.#finished('up')
    else this.#unknown += 1
  }

  /** Early data, as far as it can be told; answers whether it was. */
  #early({ header, body }: TlsRecord): boolean {
    const opened = body && this.#opening?.early(header, body)
    if (opened?.type === CONTENT.handshake) {
      this.#handshake('up', opened.contents)
      return true
    }
    if (opened === undefined && this.version !== undefined) return false
    this.#tell(this.early.said({ way: 'up', octets: opened?.contents }))
    return true
  }

  #protectedDown(record: TlsRecord): void {
    if (this.#changed.down) {
      this.#application('down', record)
      return
    }
    this.#news.shook('down')
    const opened = this.#opened('down', record)
    if (opened?.type === CONTENT.handshake) this.#handshake('down', opened.contents)
    else this.early.flightRecords += 1
  }

  #application(way: Direction, record: TlsRecord): void {
    const opened = this.#opened(way, record)
    this.unopened ||= opened === undefined && record.body !== undefined
    if (opened === undefined || opened.type === CONTENT.applicationData) {
      this.#say(way, opened?.contents)
    } else if (opened.type === CONTENT.handshake) this.#handshake(way, opened.contents)
  }

  #opened(way: Direction, { header, body }: TlsRecord) {
    return body && this.#opening?.opened(way, header, body)
  }

  #finished(way: Direction): void {
    if (this.#changed[way]) return
    this.#changed[way] = true
    this.#opening?.finished(way)
    if (way === 'down') return
    this.#changed.down = true
    if (this.early.state === 'offered') this.#reject()
    this.#secure()
  }

  #accept(): void {
    if (this.early.state !== 'offered') return
    this.#secure()
    this.#tell(this.early.accept())
  }

  #reject(): void {
    if (this.early.reject() && this.early.flightDue) {
      this.early.flightDue = false
      this.#news.waited()
    }
  }

  #secure(): void {
    const { version, resumed } = this
    if (this.#secured || version === undefined) return
    this.#secured = true
    this.#news.secured({ version, resumed })
  }

  #tell(all: readonly SaidEarly[]): void {
    for (const { way, octets } of all) this.#news.said(way, octets)
  }

  /** Whether the client has waited for the server's flight shows with early data in what follows. */
  #say(way: Direction, octets: Uint8Array | undefined): void {
    if (this.early.flightDue) {
      this.early.flightDue = false
      if (way === 'up') this.#news.waited()
    }
    this.#news.said(way, octets)
  }
}
