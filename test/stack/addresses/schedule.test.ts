import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { VirtualClock } from '../../../src/clock/virtual.ts'
import { Driver } from '../../../src/engine.ts'
import {
  type Destination,
  HAPPY_EYEBALLS,
  ONE_AFTER_THE_OTHER,
} from '../../../src/stack/addresses/destination.ts'
import {
  Schedule,
  type ScheduleInput,
  type ScheduleOutput,
} from '../../../src/stack/addresses/schedule.ts'
import { milliseconds, plus, toMilliseconds } from '../../../src/units.ts'
import { cases } from '../../cases.ts'
import { type Expected, expectedOf, type Race, type Told } from './oracle.ts'

type Address = Told & Destination

const addressed = (told: readonly Told[]): readonly Address[] =>
  told.map((one, index) => ({ ...one, number: index + 1, reaches: 'server' }))

interface Course extends Expected<Address> {
  readonly waits: number
  readonly left: readonly Destination[]
  readonly schedule: Driver<ScheduleInput, ScheduleOutput>
}

/** `found`: so many milliseconds after the beginning, those addresses; the last of them completes. */
function raced(
  { manner, timeout }: Race,
  found: readonly { readonly after: number; readonly addresses: readonly Address[] }[],
): Course {
  const clock = new VirtualClock()
  const begun: { address: Address; at: number }[] = []
  const left: Destination[] = []
  const addresses = found.flatMap((one) => one.addresses)
  let winner: Address | undefined
  let at = 0
  let waits = 0
  const now = (): number => toMilliseconds(clock.now())
  const engine = new Schedule({
    manner: manner === 'happy-eyeballs' ? HAPPY_EYEBALLS : ONE_AFTER_THE_OTHER,
    connectTimeout: milliseconds(timeout),
  })
  const schedule: Course['schedule'] = new Driver(engine, clock, (output) => {
    if (output.kind === 'waited') waits += 1
    else if (output.kind === 'exhausted') at = now()
    else if (output.kind === 'leave') left.push(output.destination)
    else {
      const address = addresses.find((one) => one === output.destination)
      assert.ok(address)
      begun.push({ address, at: now() })
      const { answer } = address
      if (answer === undefined) return
      clock.at(plus(clock.now(), milliseconds(answer.after)), () => {
        if (left.includes(address)) return
        if (answer.kind === 'refuses') {
          schedule.handle({ kind: 'failed', destination: address, failure: 'refused' })
          return
        }
        assert.equal(winner, undefined, 'expected one winner')
        winner = address
        at = now()
        schedule.handle({ kind: 'connected', destination: address })
      })
    }
  })
  found.forEach(({ after, addresses: destinations }, index) => {
    clock.at(plus(clock.now(), milliseconds(after)), () => {
      schedule.handle({ kind: 'found', destinations, complete: index === found.length - 1 })
    })
  })
  while (clock.step()) {}
  return { winner, at, begun, waits, left, schedule }
}

const four: Told = { ip: 'ipv4', priority: 0, answer: { kind: 'accepts', after: 100 } }
const six: Told = { ...four, ip: 'ipv6' }
const silent = (told: Told): Told => ({ ...told, answer: undefined })
const refusing = (told: Told): Told => ({ ...told, answer: { kind: 'refuses', after: 100 } })

const times = ({ begun }: Course): readonly string[] =>
  begun.map(({ address, at }) => `${address.ip} ${at}`)

/** Odd and even, so that no answer comes at the instant at which another attempt begins. */
const answer = fc.option(
  fc.record({
    kind: fc.constantFrom('accepts' as const, 'refuses' as const),
    after: fc.integer({ min: 1, max: 3_000 }),
  }),
  { nil: undefined, freq: 2 },
)
const told: fc.Arbitrary<Told> = fc.record({
  ip: fc.constantFrom('ipv4' as const, 'ipv6' as const),
  priority: fc.integer({ min: 0, max: 2 }),
  answer,
})
const race: fc.Arbitrary<Race> = fc.record({
  manner: fc.constantFrom('one-after-the-other' as const, 'happy-eyeballs' as const),
  timeout: fc.integer({ min: 251, max: 4_000 }),
})

/** Whether two things that compete happen at the same instant: either may come first then. */
const hasTies = (expected: Expected<Address>, timeout: number): boolean => {
  const moments = expected.begun.flatMap(({ address, at }) => [
    at + (address.answer?.after ?? timeout),
    at + timeout,
    at + 250,
  ])
  return (
    new Set(moments).size < moments.length || expected.begun.some(({ at }) => at === expected.at)
  )
}

describe('which address is tried when', () => {
  it('is what an oracle says, whatever the addresses', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 7 }), race, (row, how) => {
        const addresses = addressed(row)
        const expected = expectedOf(addresses, how)
        fc.pre(!hasTies(expected, how.timeout))
        const { winner, at, begun } = raced(how, [{ after: 0, addresses }])
        assert.deepEqual({ winner, at, begun }, expected)
      }),
      { numRuns: cases(2_000) },
    )
  })

  it('leaves every attempt but the one that has won and those that have failed', () => {
    fc.assert(
      fc.property(fc.array(told, { minLength: 1, maxLength: 7 }), race, (row, how) => {
        const { winner, begun, left } = raced(how, [{ after: 0, addresses: addressed(row) }])
        assert.equal(new Set(left).size, left.length)
        for (const { address } of begun) {
          const over = address === winner || left.includes(address)
          assert.ok(over || address.answer?.kind === 'refuses', JSON.stringify(address))
        }
      }),
      { numRuns: cases(500) },
    )
  })

  it('goes on 15 s behind an address that does not answer, at once behind a refusal', () => {
    const how = { manner: 'one-after-the-other', timeout: 15_000 } as const
    const addresses = addressed([silent(six), refusing(four), four])
    const course = raced(how, [{ after: 0, addresses }])
    // 15 s for the first; 100 ms for the reset of the second.
    assert.deepEqual(times(course), ['ipv6 0', 'ipv4 15000', 'ipv4 15100'])
    assert.equal(course.at, 15_200)
    assert.equal(course.waits, 1)
  })

  it('races 250 ms apart, or as soon as the latest has failed', () => {
    const how = { manner: 'happy-eyeballs', timeout: 15_000 } as const
    const addresses = addressed([silent(six), silent(six), refusing(four), four])
    const course = raced(how, [{ after: 0, addresses }])
    // In turn: IPv6, IPv4; the reset comes 100 ms behind 250; then 250 ms to the last.
    assert.deepEqual(times(course), ['ipv6 0', 'ipv4 250', 'ipv6 350', 'ipv4 600'])
    assert.equal(course.at, 700)
    assert.equal(course.waits, 1)
  })

  it('keeps to SRV priorities: a race is over before the next begins', () => {
    const how = { manner: 'happy-eyeballs', timeout: 7_000 } as const
    const addresses = addressed([silent(six), silent(four), { ...four, priority: 1 }])
    const course = raced(how, [{ after: 0, addresses }])
    assert.deepEqual(times(course), ['ipv6 0', 'ipv4 250', 'ipv4 7250'])
  })

  describe('while addresses are looked up', () => {
    const how = { manner: 'happy-eyeballs', timeout: 15_000 } as const
    const both = (after: { readonly a: number; readonly aaaa: number }): Course => {
      const [first, second] = addressed([six, four])
      assert.ok(first && second)
      const rows = [
        { after: after.aaaa, addresses: [first] },
        { after: after.a, addresses: [second] },
      ]
      return raced(
        how,
        rows.sort((x, y) => x.after - y.after),
      )
    }

    it('begins at once with AAAA', () => {
      assert.deepEqual(times(both({ aaaa: 30, a: 40 })), ['ipv6 30'])
    })

    it('waits 50 ms for AAAA behind A', () => {
      assert.deepEqual(times(both({ a: 30, aaaa: 79 })), ['ipv6 79'])
      assert.deepEqual(times(both({ a: 30, aaaa: 90 })), ['ipv4 80'])
    })

    it('takes what comes late into the row', () => {
      const [first, second] = addressed([silent(four), six])
      assert.ok(first && second)
      const course = raced(how, [
        { after: 0, addresses: [first] },
        { after: 400, addresses: [second] },
      ])
      // 50 ms for AAAA; its turn was at 300, so it goes at once.
      assert.deepEqual(times(course), ['ipv4 50', 'ipv6 400'])
    })

    it('begins one after the other when all is known', () => {
      const [first, second] = addressed([six, four])
      assert.ok(first && second)
      const sequential = { manner: 'one-after-the-other', timeout: 15_000 } as const
      const course = raced(sequential, [
        { after: 0, addresses: [first] },
        { after: 400, addresses: [second] },
      ])
      assert.deepEqual(times(course), ['ipv6 400'])
    })
  })

  it('says nothing more when nobody wants a connection', () => {
    const addresses = addressed([silent(six), four])
    const clock = new VirtualClock()
    const said: ScheduleOutput[] = []
    const engine = new Schedule({ manner: HAPPY_EYEBALLS, connectTimeout: undefined })
    const schedule = new Driver<ScheduleInput, ScheduleOutput>(engine, clock, (output) => {
      said.push(output)
    })
    schedule.handle({ kind: 'found', destinations: addresses, complete: true })
    schedule.handle({ kind: 'stop' })
    while (clock.step()) {}
    assert.deepEqual(
      said.map(({ kind }) => kind),
      ['try', 'leave'],
    )
  })
})
