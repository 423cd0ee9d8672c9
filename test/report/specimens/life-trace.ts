/** A life, hand-made: a tunnel of a minute, one message that comes late and one that never comes. */
import type { LifeEvent, LifeTrace } from '../../../src/record/traced-life.ts'
import { instant, milliseconds, seconds } from '../../../src/units.ts'
import { SAMPLE_TRACE, SAMPLE_TRACED } from '../sample-trace.ts'

const at = (s: number, event: LifeEvent) => ({ ...event, at: instant(seconds(s)) })
const timeout = { code: 'timeout', detail: 'nobody answered' } as const

/** `name`: what happens to it. */
export const lifeEvents = (name: string): LifeTrace['events'] => [
  at(0, { kind: 'attempt', number: 1 }),
  at(0.5, { kind: 'ready', number: 1, way: 'resumed' }),
  at(20, { kind: 'happened', what: name }),
  at(20, { kind: 'broke' }),
  at(21, { kind: 'sent', direction: 'up', id: 'm1' }),
  at(37, { kind: 'lost', number: 1, failure: timeout }),
  at(38, { kind: 'attempt', number: 2 }),
  at(44, { kind: 'failed', number: 2, failure: timeout }),
  at(80, { kind: 'mended' }),
  at(81, { kind: 'attempt', number: 3 }),
  at(81.5, { kind: 'ready', number: 3, way: 'resumed' }),
  at(81.6, {
    ...{ kind: 'delivered', direction: 'up', id: 'm1', times: 1, isLate: true },
    sentAt: instant(milliseconds(21_000)),
  }),
  at(81.6, { kind: 'recovered', manner: 'resumed' }),
  at(90, { kind: 'sent', direction: 'down', id: 'm2' }),
  at(100, { kind: 'missing', direction: 'down', id: 'm2', fate: 'session-gone' }),
]

/** `name`: of the strategy, and of all that has no name elsewhere. */
export const lifeOf = (name: string): LifeTrace => ({
  ...{ ...SAMPLE_TRACED, server: name, strategy: name, scenario: 'tunnel', policy: 'modern' },
  ...{ seed: name, trial: 0, description: [name], events: lifeEvents(name) },
  attempts: [{ ...SAMPLE_TRACE, strategy: name }],
})
