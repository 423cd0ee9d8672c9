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
import type { FailureCode } from '../transport.ts'
import { type Duration, earlier, type Instant, later, milliseconds, plus } from '../units.ts'
import type { Outcome } from '../xmpp/dialogue/output.ts'
import { Cells } from './cells.ts'
import { Connecting, type SynsSent, type UsedRadio } from './connecting.ts'
import { Due } from './due.ts'
import { type Group, meanLogin } from './group.ts'
import { StormHost } from './host.ts'
import { Members } from './members.ts'
import { connectLimit, loginLimit, nextAttempt } from './patience.ts'
import { firstReturn, returnOf } from './returns.ts'
import { AT, type RollStage } from './roll.ts'
import type { StormSpec } from './spec.ts'
import { isLastSyn, pauseAfter } from './syn-timer.ts'
import { TimeSeries } from './time-series.ts'

export class Storm {
  readonly members: Members
  readonly series = new TimeSeries()
  /** When everybody could be back. */
  readonly returned: Instant
  readonly #spec: StormSpec
  readonly #clock = new VirtualClock()
  readonly #due: Due
  readonly #host: StormHost
  readonly #cells: Cells | undefined
  readonly #connecting = new Map<number, Connecting>()
  /** Of who has tried in vain, where links have one. */
  readonly #radios = new Map<number, UsedRadio>()
  readonly #end: Instant
  readonly #timeout: Duration
  /** Looks after whoever is due first. */
  readonly #look = new Call(() => this.#dueNow())
  #armedFor: Instant | undefined
  #settled = 0

  /** `groups`: of the mix, in its order. */
  constructor(spec: StormSpec, groups: readonly Group[]) {
    const { clients, mix, occasion, host, cells, lasts } = spec
    this.#spec = spec
    this.members = new Members(clients, mix, groups)
    this.returned = returnOf(occasion)
    this.#end = plus(this.returned, lasts)
    this.#timeout = milliseconds(spec.run.timeoutMs)
    this.#due = new Due(clients)
    this.#host = new StormHost({
      settings: host,
      upAt: occasion.kind === 'server-restart' ? this.returned : this.now,
      meanLogin: meanLogin(groups),
      series: this.series,
    })
    if (cells !== undefined) {
      const random = this.members.groupOf(0).cell.random.fork('cells')
      this.#cells = new Cells(cells, this.members.roll, this.#clock, random)
    }
    for (let client = 0; client < clients; client += 1) this.#enrol(client)
  }

  /** Clients that are back, have given up for good, or will never notice. */
  get settled(): number {
    return this.#settled
  }

  get now(): Instant {
    return this.#clock.now()
  }

  /** Once it is over: since the last client has settled, or when it had lasted long enough. */
  get overAt(): Instant {
    return this.#settled === this.#spec.clients ? this.now : this.#end
  }

  /** The next thing that happens; false when nothing more does, or the storm has lasted long enough. */
  step(): boolean {
    const next = this.#clock.next()
    const isOver = this.#settled === this.#spec.clients || next === undefined || next > this.#end
    return isOver ? false : this.#clock.step()
  }

  #enrol(client: number): void {
    const { members } = this
    const { occasion } = this.#spec
    const { policy } = members.groupOf(client)
    members.tallyOf(client).clients += 1
    const { begins, failures } = firstReturn(occasion, policy, members.randomOf(client))
    members.roll.failures[client] = failures
    members.roll.wantedAt[client] =
      occasion.kind === 'within' && typeof begins === 'number' ? begins : this.returned
    if (begins === 'never') this.#giveUp(client)
    else if (begins === 'unnoticed') this.#stayAway(client)
    else this.#stand(client, AT.waiting, begins)
  }

  #dueNow(): void {
    this.#armedFor = undefined
    const client = this.#due.first()
    // Whatever becomes of it, something else is due at it then, or nothing any more.
    if (client !== undefined) this.#reach(client)
    this.#arm()
  }

  #reach(client: number): void {
    switch (this.members.roll.stage[client]) {
      case AT.waiting:
        this.#attempt(client)
        return
      case AT.knocking:
        this.#knock(client)
        return
      case AT.refused:
        this.#letGo(client, 'in-vain')
        this.#failed(client, 'connection-refused')
        return
      case AT.despairing:
        this.#failed(client, 'timeout')
        return
      case AT.turnedAway: {
        const sent = this.#connecting.get(client)?.sent
        this.#letGo(client, 'in-vain')
        this.#dropped(client, sent)
        return
      }
      case AT.connecting:
        this.#letGo(client, 'in-vain')
        this.#failed(client, 'timeout')
    }
  }

  #attempt(client: number): void {
    const { members, now } = this
    members.roll.attempts[client] = members.attemptsOf(client) + 1
    members.roll.begunAt[client] = now
    if (members.attemptsOf(client) === 1) members.roll.firstAt[client] = now
    members.roll.dropped[client] = 0
    members.tallyOf(client).attempts += 1
    this.series.attempted(now)
    this.#knock(client)
  }

  #knock(client: number): void {
    const { members, now } = this
    const roundTrip = this.#host.asksForRoundTrips ? members.roundTripOf(client) : 0
    const admission = this.#host.knock(now, roundTrip)
    if (admission === 'admitted') this.#connect(client)
    else if (admission === 'dropped') this.#dropped(client)
    else this.#refused(client, plus(now, members.roundTripOf(client) as Duration))
  }

  /** `heard`: when the reset is back. */
  #refused(client: number, heard: Instant): void {
    this.members.tallyOf(client).refused += 1
    this.series.refused(this.now)
    this.#stand(client, AT.refused, heard)
  }

  /** `sent`: what TCP had sent of this attempt since it was let in; undefined: the SYN that leaves now. */
  #dropped(client: number, sent?: SynsSent): void {
    const { members, now } = this
    const { tcp, policy } = members.groupOf(client)
    const { count, lastAt } = sent ?? { count: 1, lastAt: now }
    const dropped = (members.roll.dropped[client] ?? 0) + count
    members.roll.dropped[client] = dropped
    members.tallyOf(client).dropped += 1
    this.series.dropped(now)
    const next = later(now, plus(lastAt, pauseAfter(dropped, tcp)))
    const by = plus(members.begunAt(client), connectLimit(policy, this.#timeout))
    if (next < by && !isLastSyn(dropped, tcp)) this.#stand(client, AT.knocking, next)
    // Who is turned away may have been past the limit of connecting.
    else this.#stand(client, AT.despairing, later(now, earlier(next, by)))
  }

  #connect(client: number, how: 'recorded' | 'full' = 'recorded'): void {
    const { members } = this
    const random = members.randomOf(client)
    const group = members.groupOf(client)
    const begunAt = members.begunAt(client)
    const by = {
      connected: plus(begunAt, connectLimit(group.policy, this.#timeout)),
      ready: plus(begunAt, loginLimit(group.policy, this.#timeout)),
    }
    const drawn = group.cell.drawLink(random.fork('profile'))
    this.#stand(client, AT.connecting, by.connected)
    const connecting = new Connecting({
      group,
      client,
      attempt: members.attemptsOf(client),
      random,
      drawn,
      since: members.firstAt(client),
      radio: this.#radios.get(client),
      clock: this.#clock,
      host: this.#host,
      cells: this.#cells,
      how,
      by,
      turnedAway: () => this.#stand(client, AT.turnedAway, this.now),
      refused: () => {
        this.#refused(client, plus(this.now, Math.round(drawn.rtt / 2) as Duration))
      },
      connected: () => this.#stand(client, AT.connecting, by.ready),
      finished: (outcome) => this.#finished(client, outcome),
      left: () => {
        this.#letGo(client, 'in-vain')
        this.#connect(client, 'full')
      },
    })
    this.#connecting.set(client, connecting)
    connecting.begin()
  }

  #finished(client: number, outcome: Outcome): void {
    if (outcome.kind === 'failed') {
      this.#letGo(client, 'in-vain')
      this.#failed(client, outcome.failure.code)
      return
    }
    const { members, now } = this
    this.#letGo(client, 'ready')
    this.#settle(client, AT.back)
    members.roll.backAt[client] = now
    members.tallyOf(client).cameBack(now - (members.roll.wantedAt[client] ?? 0))
    this.series.back(now)
  }

  /** The device's radio has been in use, and will be as it was left. */
  #letGo(client: number, how: 'ready' | 'in-vain'): void {
    const connecting = this.#connecting.get(client)
    if (connecting === undefined) return
    connecting.end(how, this.now)
    this.#connecting.delete(client)
    if (this.members.haveRadios && how === 'in-vain') this.#radios.set(client, connecting.radio)
  }

  #failed(client: number, code: FailureCode): void {
    const { members, now } = this
    members.tallyOf(client).failed(code)
    const failures = (members.roll.failures[client] ?? 0) + 1
    members.roll.failures[client] = failures
    const next = nextAttempt(members.groupOf(client).policy, {
      begunAt: members.begunAt(client),
      now,
      attempts: members.attemptsOf(client),
      failures,
      random: members.randomOf(client),
    })
    if (next === undefined) this.#giveUp(client)
    else this.#stand(client, AT.waiting, next)
  }

  #giveUp(client: number): void {
    this.#settle(client, AT.gaveUp)
    this.members.tallyOf(client).gaveUp += 1
  }

  /** It takes its connection for whole, and nothing here will teach it better. */
  #stayAway(client: number): void {
    this.#settle(client, AT.unaware)
    this.members.tallyOf(client).unnoticed += 1
  }

  #settle(client: number, stage: RollStage): void {
    this.members.roll.stage[client] = stage
    this.#radios.delete(client)
    this.#settled += 1
    this.#due.clear(client)
    this.#arm()
  }

  #stand(client: number, stage: RollStage, until: Instant): void {
    this.members.roll.stage[client] = stage
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
}
