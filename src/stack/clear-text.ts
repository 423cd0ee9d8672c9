/** No security layer: speaks as TLS does (tls/interface.ts), and everything passes as it is. */
import type { Engine } from '../engine.ts'
import { type TlsInput, TlsOutbox, type TlsOutput } from '../tls/interface.ts'
import { clear } from '../tls/piece.ts'
import type { Instant } from '../units.ts'

export class ClearText implements Engine<TlsInput, TlsOutput> {
  readonly #out = new TlsOutbox()
  #closed = false

  handle(input: TlsInput): void {
    if (this.#closed) return
    switch (input.kind) {
      case 'send':
        if (input.bytes.length > 0) this.#out.write([clear(input.bytes)])
        return
      case 'received':
        if (input.piece.kind === 'record') throw new Error('expected clear text, got a TLS record')
        this.#out.event({ kind: 'received', bytes: input.piece.bytes, early: false })
        return
      case 'close':
        this.#closed = true
        this.#out.finished()
        return
      case 'secure':
        throw new Error('expected a dialogue without TLS, got "secure"')
    }
  }

  poll(): TlsOutput | undefined {
    return this.#out.poll()
  }

  deadline(): Instant | undefined {
    return undefined
  }

  wake(): void {}
}
