/**
 * How a client whose stream is ready finds out that the server is not there any more: when it
 * asks, and with what. That an answer is overdue the dialogue says, and that there is one: whatever is
 * heard counts as one where the policy is content with it.
 *
 * A new question is asked only when the one before has been answered. What a policy asks again
 * before it believes in the silence is one question here, with the time of all.
 */
import type { StreamLoss } from '../policy/loss.ts'
import { type Notice, patienceOf } from '../policy/policy.ts'
import { type Duration, type Instant, plus } from '../units.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import { acknowledgementRequest, ping, UNAWAITED_REQUEST } from '../xmpp/verbs/liveness.ts'
import type { StreamKind } from './signals.ts'

export class Vigilance {
  readonly #notice: Notice
  readonly #domain: string
  readonly #stream: StreamKind
  /** When the last was sent of what nobody has asked about what became of it. */
  #saidAt: Instant | undefined
  #probeAt: Instant | undefined
  #spaceAt: Instant | undefined
  #asked = 0
  #pings = 0
  /** When the last question out of turn is overdue, while there is one to be answered. */
  #outOfTurnUntil: Instant | undefined

  constructor(
    notice: Notice,
    { domain, stream }: { readonly domain: string; readonly stream: StreamKind },
    now: Instant,
  ) {
    this.#notice = notice
    this.#domain = domain
    this.#stream = stream
    this.#probeAt = this.#nextProbe(now)
    this.#spaceAt = this.#nextSpace(now)
  }

  /** Whether an answer is still to come that says what has been handled, or that somebody is there. */
  get asks(): boolean {
    return this.#asked > 0 || this.#requestAt() !== undefined
  }

  heard(now: Instant): void {
    const { probe } = this.#notice
    if (probe.kind !== 'none' && probe.when === 'silent') this.#probeAt = this.#nextProbe(now)
  }

  said(now: Instant): void {
    this.#saidAt = now
  }

  answered(): void {
    this.#asked -= 1
    if (this.#asked === 0) this.#outOfTurnUntil = undefined
  }

  /** The loss that it is where an answer is overdue, by the question. */
  silence(now: Instant): StreamLoss {
    return isDue(this.#outOfTurnUntil, now) ? 'silence-out-of-turn' : 'silence'
  }

  deadline(): Instant | undefined {
    const question = this.#asked > 0 ? undefined : sooner(this.#requestAt(), this.#probeAt)
    return sooner(question, this.#spaceAt)
  }

  /** What is due, if anything is. */
  due(now: Instant): Order | undefined {
    const { request, probe } = this.#notice
    if (this.#asked === 0 && request.kind !== 'none' && isDue(this.#requestAt(), now)) {
      this.#saidAt = undefined
      const { timeout } = request
      return timeout === undefined ? UNAWAITED_REQUEST : this.#ask('sm-request', timeout, 'answer')
    }
    if (this.#asked === 0 && probe.kind !== 'none' && isDue(this.#probeAt, now)) {
      this.#probeAt = this.#nextProbe(now)
      return this.#ask(probe.kind, patienceOf(probe), probe.satisfiedBy)
    }
    if (isDue(this.#spaceAt, now)) {
      this.#spaceAt = this.#nextSpace(now)
      return { kind: 'white-space' }
    }
    return undefined
  }

  /** A question out of turn, because the network has changed or the device has woken. */
  probe(timeout: Duration, now: Instant): Order {
    const { probe } = this.#notice
    this.#outOfTurnUntil = plus(now, timeout)
    if (probe.kind === 'none') return this.#ask('ping', timeout, 'answer')
    return this.#ask(probe.kind, timeout, probe.satisfiedBy)
  }

  #requestAt(): Instant | undefined {
    const { request } = this.#notice
    if (request.kind === 'none' || this.#saidAt === undefined) return undefined
    return this.#stream === 'unmanaged' ? undefined : plus(this.#saidAt, request.after)
  }

  #nextProbe(now: Instant): Instant | undefined {
    const { probe } = this.#notice
    return probe.kind === 'none' ? undefined : plus(now, probe.after)
  }

  #nextSpace(now: Instant): Instant | undefined {
    const { whiteSpace } = this.#notice
    return whiteSpace.kind === 'none' ? undefined : plus(now, whiteSpace.every)
  }

  #ask(kind: 'ping' | 'sm-request', timeout: Duration, satisfiedBy: 'answer' | 'anything'): Order {
    this.#asked += 1
    if (kind === 'sm-request' && this.#stream === 'managed') {
      return { ...acknowledgementRequest(timeout), satisfiedBy }
    }
    this.#pings += 1
    return { ...ping(this.#domain, `ping${this.#pings}`, timeout), satisfiedBy }
  }
}

const isDue = (at: Instant | undefined, now: Instant): boolean => at !== undefined && now >= at

const sooner = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b < a) ? b : a
