/**
 * What a client goes through, as a succession of phases, and the episodes in it: each from what
 * broke the network until everything is as if nothing had been. What breaks it again before that
 * belongs to the same episode.
 *
 * The time between the network's return and recovery is shared out among the phases that it lies
 * in. While the client is online it has not noticed yet, or, where that connection is the one that
 * goes on, everything that is behind is sent again.
 */
import type { Direction } from '../direction.ts'
import type { EpisodeRecord, Manner, RecoveryPart } from '../record/life-record.ts'
import type { FailureCode } from '../transport.ts'
import { between, type Duration, type Instant, later, toMicroseconds, ZERO } from '../units.ts'

interface Phase {
  readonly kind: 'waiting' | 'attempting' | 'online'
  readonly from: Instant
}

/** Octets on the link each way, and the time that the radio was on, so far. */
export interface Expense extends Readonly<Record<Direction, number>> {
  readonly radioOn: Duration
}

interface Episode {
  readonly brokeAt: Instant
  readonly phases: Phase[]
  /** Until it began. */
  readonly expense: Expense
  readonly failures: Map<FailureCode, number>
  causes: number
  /** When its last cause ended. */
  backAt: Instant | undefined
  detectedAt: Instant | undefined
  attempts: number
}

export class Chronicle {
  readonly records: EpisodeRecord[] = []
  /** Whatever the connection. */
  readonly #expense: () => Expense
  #phase: Phase
  #manner: Manner = 'bound'
  #episode: Episode | undefined

  constructor(now: Instant, expense: () => Expense) {
    this.#expense = expense
    this.#phase = { kind: 'waiting', from: now }
  }

  get isOpen(): boolean {
    return this.#episode !== undefined
  }

  /** When the network of the episode at hand came back; undefined while it is broken. */
  get backAt(): Instant | undefined {
    return this.#episode?.backAt
  }

  /** Something breaks the network. */
  broke(now: Instant): void {
    this.#episode ??= {
      brokeAt: now,
      phases: [this.#phase],
      expense: this.#expense(),
      failures: new Map(),
      causes: 0,
      backAt: undefined,
      detectedAt: undefined,
      attempts: 0,
    }
    this.#episode.causes += 1
    this.#episode.backAt = undefined
  }

  /** One of the causes has ended. */
  mended(now: Instant): void {
    const episode = this.#episode
    if (episode === undefined) return
    episode.causes -= 1
    if (episode.causes === 0) episode.backAt = now
  }

  attempting(now: Instant): void {
    this.#enter('attempting', now)
    if (this.#episode !== undefined) this.#episode.attempts += 1
  }

  online(way: 'resumed' | 'bound', now: Instant): void {
    this.#enter('online', now)
    this.#manner = way
  }

  /** The attempt has failed, or the connection is held for dead. */
  offline(code: FailureCode, now: Instant): void {
    const { kind } = this.#phase
    const episode = this.#episode
    if (episode !== undefined && kind === 'attempting') {
      episode.failures.set(code, (episode.failures.get(code) ?? 0) + 1)
    }
    if (episode !== undefined && kind === 'online') episode.detectedAt ??= now
    this.#enter('waiting', now)
  }

  /** Everything is delivered, over a connection that works. */
  recovered(now: Instant): void {
    this.#close((episode, backAt) => {
      const { brokeAt, phases } = episode
      const readyAt = later(backAt, this.#phase.from)
      return {
        manner: phases.length === 1 ? 'survived' : this.#manner,
        readySinceBackUs: us(between(backAt, readyAt)),
        readySinceBrokeUs: us(between(brokeAt, readyAt)),
        recoveredUs: us(between(backAt, now)),
        partsUs: partsOf(phases, backAt, now),
      }
    })
  }

  /** Its time is over. */
  givenUp(): void {
    this.#close(() => undefined)
  }

  #close(recovery: (episode: Episode, backAt: Instant) => EpisodeRecord['recovery']): void {
    const episode = this.#episode
    if (episode?.backAt === undefined) throw new Error('Expected an episode whose causes are over')
    const { attempts, failures, expense, backAt } = episode
    const { up, down, radioOn } = this.#expense()
    const outcome = recovery(episode, backAt)
    this.records.push({
      detectedUs:
        outcome === undefined ? (detected(episode) ?? missed(episode)) : detected(episode),
      recovery: outcome,
      attempts,
      failures,
      linkBytes: { up: up - expense.up, down: down - expense.down },
      radioOnUs: us((radioOn - expense.radioOn) as Duration),
    })
    this.#episode = undefined
  }

  #enter(kind: Phase['kind'], now: Instant): void {
    this.#phase = { kind, from: now }
    this.#episode?.phases.push(this.#phase)
  }
}

const detected = ({ brokeAt, detectedAt }: Episode): number | undefined =>
  detectedAt === undefined ? undefined : us(between(brokeAt, detectedAt))

/** Of one that was never recovered, on whatever the client was when it broke. */
const missed = ({ phases }: Episode): 'never' | undefined =>
  phases[0]?.kind === 'online' ? 'never' : undefined

/** They add up to the microsecond: each is the difference of two rounded times. */
function partsOf(
  phases: readonly Phase[],
  backAt: Instant,
  recoveredAt: Instant,
): Readonly<Record<RecoveryPart, number>> {
  const parts = { noticing: 0, waiting: 0, inVain: 0, handshake: 0, resending: 0 }
  const since = (at: Instant): number => us(at > backAt ? between(backAt, at) : ZERO)
  phases.forEach((phase, index) => {
    const end = phases[index + 1]?.from ?? recoveredAt
    parts[partOf(phase, phases.length - 1 - index)] += since(end) - since(phase.from)
  })
  return parts
}

/** `followers`: how many phases come after it. */
function partOf({ kind }: Phase, followers: number): RecoveryPart {
  switch (kind) {
    case 'waiting':
      return 'waiting'
    case 'attempting':
      return followers === 1 ? 'handshake' : 'inVain'
    case 'online':
      return followers === 0 ? 'resending' : 'noticing'
  }
}

const us = (time: Duration): number => Math.round(toMicroseconds(time))
