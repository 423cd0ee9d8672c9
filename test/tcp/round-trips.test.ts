/** With exact timers on an ideal link, time is nothing but round trips. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { IDEAL, type TcpSettings } from '../../src/tcp/settings.ts'
import { instant, milliseconds, seconds } from '../../src/units.ts'
import { type Flight, runDialogue } from '../fidelity/dialogue.ts'
import { idealHost } from './host.ts'

const delay = { kind: 'delay', delay: milliseconds(500) } as const
const RTT = milliseconds(1_000)

const waits = (
  flights: readonly Flight[],
  cookie?: string,
  settings: TcpSettings = IDEAL,
): { readonly waits: number; readonly repeated: number } => {
  const { finishedAt, log } = runDialogue({
    flights,
    link: { up: [delay], down: [delay] },
    client: settings,
    server: { ...settings, fastOpen: { kind: 'enabled', cookie: 'good' } },
    random: Random.seeded(1),
    host: idealHost,
    until: instant(seconds(1_000)),
    ...(cookie === undefined ? {} : { fastOpen: { kind: 'cookie', cookie } as const }),
  })
  const repeated = log.filter(({ retransmission }) => retransmission).length
  return { waits: (finishedAt ?? Number.NaN) / RTT, repeated }
}

const flight = (up: number, down: number): Flight => ({ up: [up], down })

describe('round trips', () => {
  it('needs one to connect and one for each request and its answer', () => {
    const flights = [flight(160, 450), flight(60, 50), flight(517, 3_300), flight(190, 14_480)]
    assert.deepEqual(waits(flights), { waits: 5, repeated: 0 })
  })

  it('needs none to connect with Fast Open, and one with a stale cookie', () => {
    assert.deepEqual(waits([flight(517, 3_300), flight(64, 64)], 'good'), { waits: 2, repeated: 0 })
    // The data of the SYN goes once more: a wait, and a repetition.
    assert.deepEqual(waits([flight(517, 3_300), flight(64, 64)], 'stale'), {
      waits: 3,
      repeated: 1,
    })
  })

  it('doubles the window each round trip beyond ten segments', () => {
    // 14,480 octets are ten segments; 43,440 are 10 + 20; 101,360 are 10 + 20 + 40.
    assert.deepEqual(
      [14_480, 14_481, 43_440, 43_441, 101_360, 101_361].map(
        (down) => waits([flight(1, down)]).waits,
      ),
      [2, 3, 3, 4, 4, 5],
    )
  })

  it('loses one where Nagle makes a second small write wait', () => {
    const nagle: TcpSettings = { ...IDEAL, nagle: 'on' }
    const flights = [flight(1, 1), { up: [80, 160], down: 400 }]
    assert.equal(waits(flights).waits, 3)
    // The acknowledgement of the first write is delayed by 40 ms: interactive by then.
    assert.equal(waits(flights, undefined, nagle).waits, 4.04)
  })
})
