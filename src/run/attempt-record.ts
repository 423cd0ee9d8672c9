/** What an attempt comes to, whoever carries it, and how it becomes the record of a trial. */
import { AttemptRecorder } from '../record/attempt-recorder.ts'
import type { Figures } from '../record/figure.ts'
import type { TrialOutcome, TrialRecord } from '../record/trial-record.ts'
import type { Traffic } from '../stack/stack.ts'
import { lost } from '../strategies/lost.ts'
import type { Strategy } from '../strategies/strategy.ts'
import type { Layer } from '../transport.ts'
import type { Instant } from '../units.ts'
import type { DialogueNews, Outcome } from '../xmpp/dialogue/output.ts'

export type AttemptOutcome = Outcome | { readonly kind: 'given-up' }

/** What is asked of a strategy here. */
type Attempted = Pick<Strategy, 'said' | 'against'>

/** Takes down one attempt: its observer while it runs, its record when it is over. */
export class AttemptRecord {
  readonly #strategy: Attempted
  readonly #recorder = new AttemptRecorder()

  constructor(strategy: Attempted) {
    this.#strategy = strategy
  }

  readonly dialogue = (news: DialogueNews, at: Instant): void => {
    if (news.kind === 'waited') this.#recorder.waited(news.layer)
    else if (news.kind === 'reached') this.#recorder.reached(news.milestone, at)
  }

  readonly stalled = (layer: Layer): void => this.#recorder.waited(layer)

  /** As they were when the outcome was reached: what both ends had sent, and a proxy's waits. */
  finished(
    outcome: AttemptOutcome,
    at: Instant,
    traffic: Traffic,
    waitsBehind: Figures['waitsBehind'] = NONE_BEHIND,
  ): TrialRecord {
    this.#recorder.finished(recorded(this.#strategy, outcome), at)
    return this.#recorder.toRecord(figuresOf(traffic, waitsBehind))
  }
}

export const recorded = (strategy: Attempted, outcome: AttemptOutcome): TrialOutcome => {
  switch (outcome.kind) {
    case 'ready':
      return readyOutcome(lost(strategy, outcome.stream))
    case 'failed':
      return { kind: 'failed', ...outcome.failure }
    case 'given-up':
      return { kind: 'failed', code: 'timeout', detail: 'was not ready in time and was given up' }
  }
}

const FALLBACKS = { token: 'fast-refused', session: 'session-not-resumed' } as const

/** It only counts as what it is called when it got through by that. */
const readyOutcome = (missed: ReturnType<typeof lost>): TrialOutcome =>
  missed === undefined
    ? { kind: 'ready' }
    : { kind: 'ready-by-fallback', fallback: FALLBACKS[missed] }

const NONE_BEHIND = { service: 0, backend: 0 }

const figuresOf = (
  { up, down }: Traffic,
  { service, backend }: Figures['waitsBehind'],
): Figures => ({
  bytes: { up: up.streamBytes, down: down.streamBytes },
  linkBytes: { up: up.linkBytes, down: down.linkBytes },
  packets: {
    up: up.packets,
    down: down.packets,
    retransmitted: up.retransmitted + down.retransmitted,
  },
  waitsBehind: { service, backend },
})
