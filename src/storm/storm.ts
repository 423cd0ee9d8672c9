/**
 * A storm in virtual time, in one thread: clients that wait are rows of numbers, those that connect are
 * real contacts, and one thing happens after the other.
 *
 * 1. What is due at a client (its next attempt, its next SYN, a reset, the end of its patience) and
 *    what happens to those that connect run by one clock; of clients at the same time the lower number
 *    comes first.
 * 2. An attempt begins by a SYN. The host lets it in, and it becomes a contact; or drops it, and the
 *    client waits for TCP's timer; or refuses it, and the client hears so a round trip later.
 * 3. What an attempt in vain leaves behind is nothing, at either end: the next one comes from the same
 *    earlier session.
 * 4. Limits are the policy's from the first attempt on, and never longer than what an attempt of the run
 *    is given.
 */
import { VirtualClock } from '../clock/virtual.ts'
import { Call } from '../engine.ts'
import { delayAfter } from '../policy/back-off.ts'
import type { Random } from '../random.ts'
import type { FailureCode } from '../transport.ts'
import {
  type Duration,
  earlier,
  type Instant,
  later,
  milliseconds,
  plus,
  shorter,
} from '../units.ts'
import type { Outcome } from '../xmpp/dialogue/output.ts'
import { Cells } from './cells.ts'
import { Connecting } from './connecting.ts'
import { Due } from './due.ts'
import type { Group } from './group.ts'
import { Host } from './host.ts'
import { firstReturn, returnOf } from './returns.ts'
import { AT, Roll, randomOf, type Stage } from './roll.ts'
import type { StormSpec } from './spec.ts'
import { isLastSyn, pauseAfter } from './syn-timer.ts'
import { Tally } from './tally.ts'
import { TimeSeries } from './time-series.ts'

export class Storm {
  readonly roll: Roll
  readonly tallies: readonly Tally[]
  readonly series = new TimeSeries()
  /** When everybody could be back. */
  readonly returned: Instant
  readonly #spec: StormSpec
  readonly #groups: readonly Group[]
  readonly #clock = new VirtualClock()
  readonly #due: Due
  readonly #host: Host
  readonly #cells: Cells | undefined
  readonly #connecting = new Map<number, Connecting>()
  readonly #end: Instant
  readonly #timeout: Duration
  /** Looks after whoever is due first. */
  readonly #look = new Call(() => this.#dueNow())
  #settled = 0
  #armedFor: Instant | undefined

  /** `groups`: of the mix, in its order. */
  constructor(spec: StormSpec, groups: readonly Group[]) {
    const { clients, mix, occasion, host, cells, lasts } = spec
    this.#spec = spec
    this.#groups = groups
    this.roll = new Roll(clients, mix)
    this.tallies = mix.map(() => new Tally())
    this.returned = returnOf(occasion)
    this.#end = plus(this.returned, lasts)
    this.#timeout = milliseconds(spec.run.timeoutMs)
    this.#due = new Due(clients)
    const upAt = occasion.kind === 'server-restart' ? this.returned : this.#clock.now()
    this.#host = new Host({
      settings: host,
      upAt,
      meanLogin: meanOf(groups),
      series: this.series,
    })
    const random = groups[0]?.cell.random.fork('cells')
    if (cells !== undefined && random !== undefined) {
      this.#cells = new Cells(cells, this.#clock, random)
    }
    for (let client = 0; client < clients; client += 1) this.#enrol(client)
  }

  /** Clients that are back, or have given up for good. */
  get settled(): number {
    return this.#settled
  }

  get now(): Instant {
    return this.#clock.now()
  }

  /** The next thing that happens; false when nothing more does, or the storm has lasted long enough. */
  step(): boolean {
    const next = this.#clock.next()
    if (this.#settled === this.roll.count || next === undefined || next > this.#end) return false
    return this.#clock.step()
  }

  /** Its first return, or none. */
  #enrol(client: number): void {
    const { group, tally } = this.#partOf(client)
    const { roll } = this
    tally.clients += 1
    const { begins, failures } = firstReturn(
      this.#spec.occasion,
      group.policy,
      this.#random(client),
    )
    roll.failures[client] = failures
    if (begins === undefined) {
      this.#giveUp(client)
      return
    }
    roll.wantedAt[client] = this.#spec.occasion.kind === 'within' ? begins : this.returned
    this.#waitUntil(client, begins)
  }

  #dueNow(): void {
    this.#armedFor = undefined
    const client = this.#due.take()
    if (client !== undefined) this.#reach(client)
    this.#arm()
  }

  #reach(client: number): void {
    const { roll } = this
    switch (roll.stage[client]) {
      case AT.waiting:
        this.#attempt(client)
        return
      case AT.knocking:
        this.#knock(client)
        return
      case AT.despairing:
        this.#failed(client, 'timeout')
        return
      case AT.refused:
        this.#failed(client, 'connection-refused')
        return
      case AT.connecting:
        this.#connecting.get(client)?.end('in-vain', this.now)
        this.#connecting.delete(client)
        this.#failed(client, 'timeout')
    }
  }

  #attempt(client: number): void {
    const { roll, now } = this
    roll.attempts[client] = this.#attemptsOf(client) + 1
    roll.begunAt[client] = now
    roll.dropped[client] = 0
    this.#partOf(client).tally.attempts += 1
    this.series.attempted(now)
    this.#knock(client)
  }

  #knock(client: number): void {
    const { roll, now } = this
    const random = this.#random(client)
    const admission = this.#host.knock(now, this.#roundTripOf(client, random))
    if (admission === 'admitted') this.#connect(client, random)
    else if (admission === 'dropped') this.#dropped(client)
    else {
      this.#partOf(client).tally.refused += 1
      this.series.refused(now)
      const heard = plus(now, (roll.roundTrip[client] ?? 0) as Duration)
      this.#stand(client, AT.refused, heard)
    }
  }

  #dropped(client: number): void {
    const { roll, now } = this
    const { group, tally } = this.#partOf(client)
    const dropped = (roll.dropped[client] ?? 0) + 1
    roll.dropped[client] = dropped
    tally.dropped += 1
    this.series.dropped(now)
    const { tcp } = group
    const next = plus(now, pauseAfter(dropped, tcp))
    const by = this.#connectBy(client)
    if (next >= by || isLastSyn(dropped, tcp)) this.#stand(client, AT.despairing, earlier(next, by))
    else this.#stand(client, AT.knocking, next)
  }

  #connect(client: number, random: Random): void {
    const { group } = this.#partOf(client)
    const drawn = group.cell.drawLink(random.fork('profile'))
    this.#stand(client, AT.connecting, this.#connectBy(client))
    const connecting = new Connecting({
      group,
      client,
      attempt: this.#attemptsOf(client),
      random,
      drawn,
      clock: this.#clock,
      host: this.#host,
      cells: this.#cells,
      connected: () => this.#stand(client, AT.connecting, this.#loginBy(client)),
      finished: (outcome) => this.#finished(client, outcome),
    })
    this.#connecting.set(client, connecting)
    connecting.begin()
  }

  #finished(client: number, outcome: Outcome): void {
    const { now, roll } = this
    this.#connecting.get(client)?.end(outcome.kind === 'ready' ? 'ready' : 'in-vain', now)
    this.#connecting.delete(client)
    if (outcome.kind === 'failed') {
      this.#failed(client, outcome.failure.code)
      return
    }
    this.#due.clear(client)
    this.#arm()
    roll.stage[client] = AT.back
    roll.backAt[client] = now
    this.#settled += 1
    this.#partOf(client).tally.cameBack(now - (roll.wantedAt[client] ?? 0))
    this.series.back(now)
  }

  /** As a life has it (`client/retries.ts`). */
  #failed(client: number, code: FailureCode): void {
    const { roll, now } = this
    const { group, tally } = this.#partOf(client)
    tally.failed(code)
    const { comeBack } = group.policy
    const isLast =
      comeBack.kind === 'never' || this.#attemptsOf(client) >= (comeBack.attempts ?? Infinity)
    if (isLast) {
      this.#giveUp(client)
      return
    }
    const failures = (roll.failures[client] ?? 0) + 1
    roll.failures[client] = failures
    const delay = delayAfter(comeBack.backOff, failures, this.#random(client).fork('policy'))
    const from = comeBack.countedFrom === 'beginning' ? this.#begunAt(client) : now
    this.#waitUntil(client, later(now, plus(from, delay)))
  }

  #giveUp(client: number): void {
    this.roll.stage[client] = AT.gaveUp
    this.#settled += 1
    this.#partOf(client).tally.gaveUp += 1
    this.#due.clear(client)
    this.#arm()
  }

  #waitUntil(client: number, time: Instant): void {
    this.#stand(client, AT.waiting, time)
  }

  #stand(client: number, stage: Stage, until: Instant): void {
    this.roll.stage[client] = stage
    this.#due.set(client, until)
    this.#arm()
  }

  #arm(): void {
    const next = this.#due.next()
    if (next === this.#armedFor) return
    this.#armedFor = next
    if (next === undefined) this.#clock.clear(this.#look)
    else this.#clock.set(this.#look, next)
  }

  #connectBy(client: number): Instant {
    const { connect, login = this.#timeout } = this.#partOf(client).group.policy.limits
    return plus(this.#begunAt(client), shorter(connect ?? login, this.#timeout))
  }

  #loginBy(client: number): Instant {
    const { login = this.#timeout } = this.#partOf(client).group.policy.limits
    return plus(this.#begunAt(client), shorter(login, this.#timeout))
  }

  /** Drawn once, and only where somebody asks. */
  #roundTripOf(client: number, random: Random): number {
    if (!this.#host.asksForRoundTrips) return 0
    const known = this.roll.roundTrip[client] ?? 0
    if (known > 0) return known
    const { rtt } = this.#partOf(client).group.cell.drawLink(random.fork('profile'))
    this.roll.roundTrip[client] = rtt
    return rtt
  }

  #begunAt(client: number): Instant {
    return (this.roll.begunAt[client] ?? 0) as Instant
  }

  #attemptsOf(client: number): number {
    return this.roll.attempts[client] ?? 0
  }

  #partOf(client: number): { readonly group: Group; readonly tally: Tally } {
    const part = this.roll.partOf(client)
    const [group, tally] = [this.#groups[part], this.tallies[part]]
    if (group === undefined || tally === undefined) throw new RangeError(`no part ${part}`)
    return { group, tally }
  }

  #random(client: number): Random {
    const { group } = this.#partOf(client)
    return randomOf(group.cell.random, client)
  }
}

/** What a login takes, on average; undefined where somebody's is not known. */
function meanOf(groups: readonly Group[]): Duration | undefined {
  let sum = 0
  for (const { cost, share } of groups) {
    if (cost === undefined) return undefined
    sum += cost.whole * share
  }
  return sum as Duration
}
