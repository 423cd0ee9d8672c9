/**
 * One end of a QUIC connection, version 1, packet by packet (RFC 9000, 9001, 9002), as far as a
 * handshake and one bidirectional stream need it: the one engine of this room, which hands inputs
 * and deadlines to the rules of its neighbours (README.md lists them, and what is left out).
 *
 * TLS is somebody else's: this end is told how many octets it has for which space, which keys there
 * are, and says how much of the peer's has come. What is to be sent leaves when the outputs are
 * asked for, so that all that belongs to one moment shares datagrams.
 */
import type { Engine } from '../engine.ts'
import { type Instant, later, soonest } from '../units.ts'
import { datagramArrived, readHeld } from './arrival.ts'
import { ControlBlock } from './control-block.ts'
import { begin, heard } from './idle.ts'
import type { KeysOf, QuicInput, QuicOutput } from './interface.ts'
import { discard, forget } from './loss-detection.ts'
import { move } from './migration.ts'
import { SPACES } from './packet.ts'
import { lossTimer, lossTimerFired } from './probe-timeout.ts'
import { SendBuffer } from './send-buffer.ts'
import type { QuicSettings } from './settings.ts'
import { flush } from './transmit.ts'

export interface EndpointOptions {
  readonly role: 'client' | 'server'
  readonly settings: QuicSettings
}

export class QuicEndpoint implements Engine<QuicInput, QuicOutput> {
  readonly #block: ControlBlock

  constructor({ role, settings }: EndpointOptions) {
    this.#block = new ControlBlock(role, settings)
  }

  /** Server: whether the client's address was proved by a Retry, which its transport parameters say. */
  get hasRetried(): boolean {
    return this.#block.hasRetried
  }

  handle(input: QuicInput, now: Instant): void {
    const block = this.#block
    block.now = now
    switch (input.kind) {
      case 'connect':
        begin(block)
        return
      case 'crypto':
        block.spaces[input.space].crypto.write(input.length)
        return
      case 'write':
        if (block.fin === 'none') block.outgoing.write(input.length)
        return
      case 'keys':
        keysCame(block, input.of)
        return
      case 'complete':
        completed(block)
        return
      case 'close':
        if (block.fin === 'none') block.fin = 'wanted'
        return
      case 'abort':
        if (block.application.send) block.closing = 'wanted'
        else block.close()
        return
      case 'move':
        move(block)
        return
      case 'datagram':
        datagramArrived(block, input.datagram)
    }
  }

  poll(): QuicOutput | undefined {
    const { outputs } = this.#block
    if (outputs.length === 0) flush(this.#block)
    return outputs.shift()
  }

  deadline(): Instant | undefined {
    const block = this.#block
    if (block.state === 'idle' || block.state === 'closed') return undefined
    let due = soonest(lossTimer(block), block.giveUpAt)
    // What a server may not send, it need not wake for.
    const mayAnswer = block.role === 'client' || !block.isLimited
    for (const space of SPACES) if (mayAnswer) due = soonest(due, block.spaces[space].ackDue)
    due = soonest(due, block.path.challengeAt)
    // A new sample, or leave to send, may have made it due before now (RFC 9002 App. A.6).
    return due === undefined ? undefined : later(due, block.now)
  }

  wake(now: Instant): void {
    const block = this.#block
    block.now = now
    if (block.giveUpAt !== undefined && block.giveUpAt <= now) {
      block.close(block.isComplete ? 'idle-timeout' : 'handshake-timeout')
      return
    }
    const { path } = block
    if (path.challengeAt !== undefined && path.challengeAt <= now) {
      path.challenge = 'wanted'
      path.challengeAt = undefined
    }
    lossTimerFired(block)
  }
}

function keysCame(block: ControlBlock, of: KeysOf): void {
  const { spaces, application } = block
  switch (of) {
    case 'handshake':
      if (spaces.handshake.keys === 'none') spaces.handshake.keys = 'available'
      break
    case 'application':
      application.send = true
      if (block.role === 'server') break
      application.receive = true
      block.isComplete = true
      block.connectionId = 'wanted'
      heard(block)
      break
    case 'early':
      application.early = 'available'
      break
    case 'early-rejected':
      application.early = 'refused'
      if (block.role === 'client') takeBackEarly(block)
  }
  readHeld(block)
}

/** RFC 9001 §4.6.2: streams are as if nothing had been said on them. */
function takeBackEarly(block: ControlBlock): void {
  forget(block, 'application', ({ early }) => early)
  block.outgoing = new SendBuffer()
  block.fin = 'none'
}

/** Server: with the client's Finished its handshake is complete, and confirmed (RFC 9001 §4.1.2). */
function completed(block: ControlBlock): void {
  block.isComplete = true
  block.application.receive = true
  block.state = 'confirmed'
  block.handshakeDone = 'wanted'
  block.connectionId = 'wanted'
  discard(block, 'handshake')
  heard(block)
  readHeld(block)
}
