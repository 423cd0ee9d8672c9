/** What a life tells whoever watches it. */
import type { LinkEvent } from '../../link/event.ts'
import type { LifeEvent } from '../../record/traced-life.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Instant } from '../../units.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import type { AttemptObserver } from './attempt-observer.ts'

export interface LifeObserver {
  readonly seen: (event: LifeEvent) => void
  /** Who watches the attempt of this number, which begins. */
  readonly attempt: (number: number) => AttemptObserver
  readonly finished: (number: number, outcome: AttemptOutcome, at: Instant) => void
  readonly link: (event: LinkEvent<LinkBody>) => void
}
