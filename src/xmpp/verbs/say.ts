/**
 * The elementary verbs, one per action. Everything else that scripts are written with is made
 * of these.
 */
import type { FailureCode, Milestone, TlsFacts } from '../../transport.ts'
import type { Duration } from '../../units.ts'
import type { StreamEvent, StreamHeader, XmlElement } from '../../xml/xml.ts'
import { type Account, bareAddress } from '../account.ts'
import type { Script, SpokenLayer, Wanted } from '../dialogue/script.ts'

export function* connect(): Script<void> {
  yield { kind: 'connect' }
  yield { kind: 'reached', milestone: 'connected' }
}

/** Starts TLS and blocks until application data may flow. */
export function* startTls(): Script<TlsFacts> {
  const reply = yield { kind: 'secure' }
  if (reply.kind !== 'tls') return yield* mismatch()
  yield { kind: 'reached', milestone: 'secured' }
  return reply.tls
}

/** The same, along with what asks for it, which is answered in the clear before (XEP-0305). */
export function* startTlsAlong(): Script<TlsFacts> {
  const reply = yield { kind: 'secure', asked: 'along' }
  if (reply.kind !== 'tls') return yield* mismatch()
  yield { kind: 'reached', milestone: 'secured' }
  return reply.tls
}

/** Nothing that was said in the clear is left. */
export function* leaveClear(): Script<void> {
  yield { kind: 'leaveClear' }
}

/** Asks for a WebSocket and blocks until it is there. */
export function* upgrade(): Script<void> {
  yield { kind: 'upgrade' }
}

export function* open(step: SpokenLayer, header: StreamHeader): Script<void> {
  yield { kind: 'open', step, header }
}

export function* say(step: SpokenLayer, element: XmlElement): Script<void> {
  yield { kind: 'say', step, element }
}

export const anElement = (name: string, namespace: string): Wanted => ({
  kind: 'element',
  name,
  namespace,
})

/** The answer to a request without `to`. */
export const anAnswer = (account: Account, id: string): Wanted => ({
  kind: 'answer',
  id,
  asked: { kind: 'account', bare: bareAddress(account) },
})

/** The answer to a request to an address. */
export const anAnswerOf = (address: string, id: string): Wanted => ({
  kind: 'answer',
  id,
  asked: { kind: 'address', address },
})

/** Blocks until one of the wanted elements is heard. */
export function* expect(wanted: readonly Wanted[]): Script<XmlElement> {
  const reply = yield { kind: 'expect', wanted }
  return reply.kind === 'element' ? reply.element : yield* mismatch()
}

/** Blocks so long at most; undefined when none of the wanted elements was heard by then. */
export function* expectWithin(
  within: Duration,
  wanted: readonly Wanted[],
): Script<XmlElement | undefined> {
  const reply = yield { kind: 'expect', wanted, within }
  if (reply.kind === 'overdue') return undefined
  return reply.kind === 'element' ? reply.element : yield* mismatch()
}

const HEADER: readonly Wanted[] = [{ kind: 'header' }]

export function* expectHeader(): Script<Extract<StreamEvent, { readonly kind: 'header' }>> {
  const reply = yield { kind: 'expect', wanted: HEADER }
  return reply.kind === 'header' ? reply : yield* mismatch()
}

/** Raw octets, for dialogues that are not XML. */
export function* sayBytes(bytes: Uint8Array): Script<void> {
  yield { kind: 'sayBytes', step: 'data', bytes }
}

/** Blocks until so many octets more have arrived. */
export function* expectBytes(count: number): Script<void> {
  yield { kind: 'expectBytes', count }
}

export function* nonce(octets: number): Script<Uint8Array> {
  const reply = yield { kind: 'nonce', octets }
  return reply.kind === 'nonce' ? reply.nonce : yield* mismatch()
}

/** How long the attempt has lasted, from the first that was heard of the connection on. */
export function* elapsed(): Script<Duration> {
  const reply = yield { kind: 'elapsed' }
  return reply.kind === 'elapsed' ? reply.since : yield* mismatch()
}

export function* reached(milestone: Milestone): Script<void> {
  yield { kind: 'reached', milestone }
}

/** Ends the attempt; nothing behind it is executed. */
export function* fail(code: FailureCode, detail: string): Script<never> {
  yield { kind: 'fail', failure: { code, detail } }
  throw new Error(`a script was resumed after it had failed: ${detail}`)
}

function* mismatch(): Script<never> {
  return yield* fail('protocol-violation', 'expected the engine to reply to the action it was told')
}
