/** When answers leave: in virtual time, so that a busy machine is one that the test has made. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SocketsFirst } from '../../src/attach/listening/sockets-first.ts'
import { type Clock, callAt } from '../../src/clock/clock.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { Reception } from '../../src/run/serve/reception.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { type Instant, instant, later, milliseconds, START } from '../../src/units.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { CERTIFICATE, PASSWORD } from './hosting.ts'
import { HEADER } from './raw-client.ts'

const STARTTLS = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
const HOLD_MS = 5

const at = (ms: number): Instant => instant(milliseconds(ms))

/** What a machine that is busy between these times was to do meanwhile it does late. */
const busyBetween = (clock: VirtualClock, from: Instant, until: Instant): Clock => {
  const done = (time: Instant): Instant => (time > from ? later(time, until) : time)
  return {
    now: () => clock.now(),
    at: (time, task) => clock.at(done(time), task),
    set: (task, time) => clock.set(task, done(time)),
    clear: (task) => clock.clear(task),
  }
}

interface Said {
  readonly ms: number
  readonly text: string
}

/** What is reported of a client that says this at these times, to a server that thinks for 0 ms. */
function reportOn(
  said: readonly Said[],
  machineOf: (clock: VirtualClock) => Clock = (clock) => clock,
): ServedConnection {
  const reports: ServedConnection[] = []
  const clock = new VirtualClock()
  const machine = machineOf(clock)
  const reception = new Reception({
    server: IDEAL_SERVER,
    domain: 'localhost',
    accounts: [{ local: 'alice', password: PASSWORD }],
    certificate: CERTIFICATE,
    seed: 'test',
    wallClock: 0,
    hold: milliseconds(HOLD_MS),
    served: (report) => reports.push(report),
    remark: (text) => assert.fail(text),
  })
  const { engine, crossed, closed } = reception.accept(
    'starttls',
    undefined,
    { from: 1, to: 2 },
    START,
  )
  let arrivals = 0
  const driver = new Driver<TransportEvent, TransportCommand>(
    engine,
    new SocketsFirst(machine, () => arrivals),
    (command) => {
      if (command.kind === 'send') crossed('down', command.bytes.length)
    },
  )
  driver.handle({ kind: 'connected' })
  for (const { ms, text } of said) {
    const bytes = Buffer.from(text)
    const read = (): void => {
      arrivals += 1
      crossed('up', bytes.length)
      driver.handle({ kind: 'received', bytes, early: false })
    }
    // It lies in the kernel until the machine looks, at its timers first and then at its sockets.
    clock.at(at(ms), () => machine.at(clock.now(), read))
  }
  clock.run(at(1_000))
  driver.handle({ kind: 'closed' })
  closed()
  const [report] = reports
  assert.ok(report)
  return report
}

const waits = (ms: number, machineOf?: (clock: VirtualClock) => Clock): number =>
  reportOn(
    [
      { ms: 0, text: HEADER },
      { ms, text: STARTTLS },
    ],
    machineOf,
  ).waits.total

describe('answers that are held back', () => {
  it('leave after what is said until then without waiting, and before anything later', () => {
    // TCP, then header and <starttls/>: together one wait, one after the other two.
    assert.deepEqual(
      [0, 1, 4.999, 5.001, 6].map((ms) => waits(ms)),
      [2, 2, 2, 3, 3],
    )
  })

  it('wait for what has come, where the machine was too busy to look', () => {
    // The answer to the header is due at 5 ms, and the machine busy from 2 to 9 ms.
    const machine = (clock: VirtualClock): Clock => busyBetween(clock, at(2), at(9))
    assert.deepEqual(
      [1, 4, 8.999, 9.001].map((ms) => waits(ms, machine)),
      [2, 2, 2, 3],
    )
  })
})

describe('an alarm that lets sockets speak first', () => {
  it('rings after the first turn in which nothing came in', () => {
    const clock = new VirtualClock()
    let arrivals = 0
    const order: string[] = []
    const alarm = new SocketsFirst(clock, () => arrivals)
    callAt(alarm, at(1), () => order.push('alarm'))
    const speak = (times: number): void => {
      arrivals += 1
      order.push('socket')
      if (times > 1) clock.at(clock.now(), () => speak(times - 1))
    }
    clock.at(at(1), () => speak(3))
    clock.run(at(1))
    assert.deepEqual(order, ['socket', 'socket', 'socket', 'alarm'])
  })

  it('can be called off until it rings', () => {
    const clock = new VirtualClock()
    const alarm = new SocketsFirst(clock, () => 0)
    const cancelSoon = callAt(alarm, at(1), () => assert.fail())
    const cancelLate = callAt(alarm, at(2), () => assert.fail())
    cancelSoon()
    clock.at(at(2), cancelLate)
    clock.run(at(3))
  })
})
