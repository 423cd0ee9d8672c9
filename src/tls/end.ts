/**
 * What both ends of TLS do alike: passing through until `secure`, reading records, and closing.
 * The handshake is the business of each (client.ts, server.ts).
 */
import type { Engine } from '../engine.ts'
import type { Instant } from '../units.ts'
import { type TlsInput, TlsOutbox, type TlsOutput } from './interface.ts'
import type { Piece } from './piece.ts'
import { alert, protect } from './protection.ts'
import type { AlertDescription, TlsRecord } from './record.ts'
import type { TlsVersion } from './ticket.ts'

/** The states before, behind and instead of a handshake. */
export type OutsideHandshake =
  | { readonly name: 'clear' }
  | { readonly name: 'open'; readonly version: TlsVersion }
  | { readonly name: 'closed' }

/** The states of a handshake are named for what is awaited, or for how time is spent. */
type HandshakeName = `expect-${string}` | 'in-line' | 'thinking' | 'pausing'

export abstract class TlsEnd<Handshake extends { readonly name: HandshakeName }>
  implements Engine<TlsInput, TlsOutput>
{
  protected readonly out = new TlsOutbox()
  /** What the application said while it could not be sent, in order. */
  protected held: Uint8Array[] = []
  protected state: Handshake | OutsideHandshake = { name: 'clear' }
  /** What arrived while it had something else to do. */
  #unread: TlsRecord[] = []

  /** The handshake begins: called once, in state `clear`. */
  protected abstract begin(): void
  /** The application says something; never nothing. */
  protected abstract send(bytes: Uint8Array): void
  /** Acts on a record that is no alert, if it has a meaning in this state. */
  protected abstract understood(record: TlsRecord, now: Instant): boolean
  /** Whether a record that comes before the handshake has begun is for it (XEP-0305). */
  protected keeps(_record: TlsRecord): boolean {
    return false
  }

  /** Whether something in the clear can still come in this state of a handshake (XEP-0305). */
  protected get stillHearsClear(): boolean {
    return false
  }

  /** What an alert has disappointed, as in "expected …". */
  protected abstract expectation(): string

  handle(input: TlsInput, now: Instant): void {
    switch (input.kind) {
      case 'secure':
        this.#secure(now)
        break
      case 'send':
        if (input.bytes.length > 0) this.send(input.bytes)
        break
      case 'received':
        this.#received(input.piece, now)
        break
      case 'close':
        this.#close()
    }
  }

  poll(): TlsOutput | undefined {
    return this.out.poll()
  }

  deadline(): Instant | undefined {
    return undefined
  }

  wake(_now: Instant): void {}

  /** What has arrived meanwhile, when it is no longer busy. */
  protected readOn(now: Instant): void {
    const unread = this.#unread
    this.#unread = []
    for (const record of unread) this.#read(record, now)
  }

  #read(record: TlsRecord, now: Instant): void {
    const { name } = this.state
    if (name === 'closed') return
    const isBusy = name === 'in-line' || name === 'thinking' || name === 'pausing'
    if (isBusy || (name === 'clear' && this.keeps(record))) this.#unread.push(record)
    else if (record.kind === 'alert') this.#alerted(record.description)
    else if (!this.understood(record, now)) {
      this.fail(`got a TLS record that nothing led to: ${record.kind} in ${name}`)
    }
  }

  /** Sends what was held, under the keys of the version. */
  protected flush(version: TlsVersion): void {
    for (const bytes of this.held) this.out.write(protect(bytes, version))
    this.held = []
  }

  protected fail(detail: string, description: AlertDescription = 'unexpected_message'): void {
    this.out.write([alert(description, this.#version)])
    this.#closed(detail)
  }

  /** What was to be said or read is so no more. */
  #forget(): void {
    this.held = []
    this.#unread = []
  }

  #secure(now: Instant): void {
    const { name } = this.state
    if (name === 'closed') return
    if (name !== 'clear') {
      throw new Error(`expected "secure" once, got it again in state ${name}`)
    }
    this.begin()
    this.readOn(now)
  }

  #received(piece: Piece, now: Instant): void {
    const { name } = this.state
    if (name === 'closed') return
    if (piece.kind === 'record') this.#read(piece.record, now)
    else if (name === 'clear' || this.stillHearsClear) {
      this.out.event({ kind: 'received', bytes: piece.bytes, early: false })
    } else this.fail(`expected a TLS record, got ${piece.length} octets in the clear`)
  }

  #close(): void {
    if (this.state.name === 'closed') return
    const version = this.#version
    if (version !== undefined) this.out.write([alert(this.farewell, version)])
    this.state = { name: 'closed' }
    this.#forget()
    this.out.finished()
  }

  /** What it says when it closes what is open. */
  protected get farewell(): AlertDescription {
    return 'close_notify'
  }

  #alerted(description: AlertDescription): void {
    // That the peer will say no more is for TCP to tell (FIN); what it hears may go on.
    if (description === 'close_notify' || description === 'ech_required') return
    this.#closed(`expected ${this.expectation()}, got the alert ${description}`)
  }

  #closed(detail: string): void {
    this.state = { name: 'closed' }
    this.#forget()
    this.out.event({ kind: 'closed', error: { code: 'tls-failure', detail } })
  }

  /** Undefined outside of an open connection, whose alerts alone are protected. */
  get #version(): TlsVersion | undefined {
    return this.state.name === 'open' ? this.state.version : undefined
  }
}
