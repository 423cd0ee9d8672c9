/**
 * A trial without an attempt: a QUIC connection on which its client is ready, and silent, when the
 * client's address changes; from then on the trial's link carries it. It is over when something that
 * was sent from the new address has been acknowledged, or when it is given up.
 *
 * What came before is really run, on a clean link; time, packets and octets count from the change on.
 */
import type { VirtualClock } from '../../clock/virtual.ts'
import type { LinkEvent } from '../../link/event.ts'
import { Link } from '../../link/link.ts'
import type { LinkSettings } from '../../link/settings.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Sent, Traffic } from '../../stack/stack.ts'
import { MILESTONES } from '../../transport.ts'
import { between, type Duration, type Instant, instant, plus, START } from '../../units.ts'
import { SimulatedContact } from '../../world/simulated-contact.ts'
import type { AttemptOutcome } from '../attempt-record.ts'
import type { AttemptOptions } from './attempt.ts'
import { CLEAN, EARLIER_TIMEOUT, LINGER } from './earlier.ts'

export interface MigrationOptions extends Omit<AttemptOptions, 'link'> {
  /** From the change on. */
  readonly link: LinkSettings
  readonly observeLink: ((event: LinkEvent<LinkBody>) => void) | undefined
}

export interface Migrated {
  readonly outcome: AttemptOutcome
  /** Since the change. */
  readonly endedAt: Instant
  readonly traffic: Traffic
}

export function migrate(options: MigrationOptions): Migrated {
  const { clock, random, observer } = options
  let changedAt: Instant | undefined
  let hasMoved = false
  let before: AttemptOutcome | undefined
  const link = new Link<LinkBody>({
    settings: CLEAN,
    clock,
    random: random.fork('link'),
    observe: (event) => {
      if (changedAt !== undefined) options.observeLink?.(since(changedAt, event))
    },
  })
  const contact = new SimulatedContact({
    client: options.client,
    server: options.server,
    settings: options.settings,
    clock,
    link,
    random,
    hear: (news) => {
      if (news.kind === 'finished') before ??= news.outcome
    },
    watch: {
      moved: () => {
        hasMoved = true
      },
    },
  })
  contact.begin()
  step(clock, EARLIER_TIMEOUT, () => before !== undefined)
  if (before?.kind !== 'ready') {
    const outcome = before ?? GIVEN_UP
    return { outcome, endedAt: clock.now(), traffic: contact.traffic }
  }
  clock.run(plus(clock.now(), LINGER))

  const sofar = contact.traffic
  changedAt = clock.now()
  link.change(options.link)
  for (const milestone of STANDING) observer.dialogue({ kind: 'reached', milestone }, START)
  contact.move()
  step(clock, options.timeout, () => hasMoved)
  const endedAt = instant(between(changedAt, clock.now()))
  if (hasMoved) observer.dialogue({ kind: 'reached', milestone: 'ready' }, endedAt)
  const outcome = hasMoved ? before : GIVEN_UP
  return { outcome, endedAt, traffic: trafficSince(sofar, contact.traffic) }
}

const GIVEN_UP: AttemptOutcome = { kind: 'given-up' }

/** What the connection has come to long before. */
const STANDING = MILESTONES.filter((one) => one !== 'ready' && one !== 'restored')

/** For so long at most. */
function step(clock: VirtualClock, patience: Duration, isOver: () => boolean): void {
  const until = plus(clock.now(), patience)
  while (!isOver()) {
    const next = clock.next()
    if (next === undefined || next > until) {
      clock.run(until)
      return
    }
    clock.step()
  }
}

const since = (start: Instant, event: LinkEvent<LinkBody>): LinkEvent<LinkBody> => {
  const at = instant(between(start, event.at))
  return event.kind === 'delivered'
    ? { ...event, at, enteredAt: instant(between(start, event.enteredAt)) }
    : { ...event, at }
}

const trafficSince = (before: Traffic, after: Traffic): Traffic => ({
  up: sentSince(before.up, after.up),
  down: sentSince(before.down, after.down),
})

const sentSince = (before: Sent, after: Sent): Sent => ({
  packets: after.packets - before.packets,
  linkBytes: after.linkBytes - before.linkBytes,
  arrivedBytes: after.arrivedBytes - before.arrivedBytes,
  streamBytes: after.streamBytes - before.streamBytes,
  retransmitted: after.retransmitted - before.retransmitted,
})
