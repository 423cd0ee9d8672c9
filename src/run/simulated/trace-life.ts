/**
 * One life in full: the same that a run counts, with all that can be seen of it, and each of its
 * attempts packet by packet until it is over.
 */
import type { Trace, TraceEvent } from '../../record/trace.ts'
import type { LifeTrace, LifeTraceEvent } from '../../record/traced-life.ts'
import type { Failure } from '../../transport.ts'
import { between, type Instant, instant, secondsText } from '../../units.ts'
import { recorded } from '../attempt-record.ts'
import type { RunSpec } from '../spec.ts'
import type { Cell } from './cell.ts'
import { AttemptWatch } from './full-watch.ts'
import type { LifeObserver } from './life-observer.ts'
import { prepareCell } from './prepare.ts'
import { tracedOf } from './traced.ts'
import { TrialRunner } from './trial.ts'
import { endedUnlessAborted } from './under-way.ts'

/**
 * The life of the run's first cell, or why its earlier session could not be run; undefined when it was
 * ended early.
 */
export async function traceLife(
  spec: RunSpec,
  index: number,
  version: string,
  signal: AbortSignal | undefined,
): Promise<LifeTrace | Failure | undefined> {
  const cell = prepareCell(spec, 0)
  const { earlier, course } = cell
  if ('code' in earlier) return earlier
  if (course === undefined) throw new Error('Expected a scenario to live through, got none')
  const watch = new LifeWatch(cell)
  const life = new TrialRunner().life({ cell, course, earlier }, index, (clock) =>
    watch.observer(() => clock.now()),
  )
  if ((await endedUnlessAborted(life, signal)) === undefined) return undefined
  const { scenario, policy } = course
  const traced = tracedOf(spec, index, version)
  return {
    ...traced,
    scenario: scenario.name,
    policy: policy.name,
    events: watch.events,
    attempts: watch.attempts.map(({ beganAt, attempt }, number): Trace => {
      const place = `attempt ${number + 1} in ${scenario.name} by ${policy.name}`
      return {
        ...traced,
        description: [`${place}, begun after ${secondsText(beganAt)} s`, ...traced.description],
        events: attempt.events.map((event) => since(beganAt, event)),
      }
    }),
  }
}

class LifeWatch {
  readonly events: LifeTraceEvent[] = []
  readonly attempts: { readonly beganAt: Instant; readonly attempt: AttemptWatch }[] = []
  readonly #cell: Cell
  /** A connection's first packet is sent while its attempt is the last that has begun. */
  readonly #flows = new Map<number, AttemptWatch>()

  constructor(cell: Cell) {
    this.#cell = cell
  }

  observer(now: () => Instant): LifeObserver {
    return {
      seen: (event) => this.events.push({ ...event, at: now() }),
      attempt: () => {
        const attempt = new AttemptWatch()
        this.attempts.push({ beganAt: now(), attempt })
        return attempt.observer
      },
      finished: (number, outcome, at) =>
        this.attempts[number - 1]?.attempt.finished(recorded(this.#cell.strategy, outcome), at),
      link: (event) => {
        const attempt = this.#flows.get(event.flow) ?? this.attempts.at(-1)?.attempt
        if (attempt === undefined) return
        this.#flows.set(event.flow, attempt)
        attempt.observer.link?.(event)
      },
    }
  }
}

/** Counted from the beginning of the attempt. */
function since(begin: Instant, event: TraceEvent): TraceEvent {
  const shifted = (at: Instant): Instant => instant(between(begin, at))
  if (event.kind !== 'packet') return { ...event, at: shifted(event.at) }
  const { fate, sentAt } = event
  return {
    ...event,
    sentAt: shifted(sentAt),
    fate: fate.kind === 'arrived' ? { ...fate, at: shifted(fate.at) } : fate,
  }
}
