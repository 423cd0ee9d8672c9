/** The impairment that the READMEs show: one file and one line for the link, and for profiles. */
import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Link } from '../../src/link/link.ts'
import { SharedStage } from '../../src/link/shared-stage.ts'
import { Random } from '../../src/random.ts'
import { bytes, type Instant, milliseconds } from '../../src/units.ts'
import { policer } from '../profiles/policer.ts'
import { type PolicerSettings, policerStage } from './policer.ts'
import { benchOf } from './stage-bench.ts'

const MS = 1_000_000
const settings: PolicerSettings = { kind: 'policer', interval: milliseconds(10), burst: 2 }

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')

describe('the impairment of the READMEs', () => {
  it('lets two packets through at a time, and one every 10 ms', () => {
    const { fate } = benchOf((context) => policerStage(settings, context))
    const times = [0, 0, 0, 9, 10, 11, 40, 40, 40].map((ms) => ms * MS)
    // The third of three is one too many, and so is the next until 10 ms are over.
    const [first, second, , , third, , fourth, fifth] = times
    assert.deepEqual(
      times.map((now) => fate(now)),
      [first, second, 'policed', 'policed', third, 'policed', fourth, fifth, 'policed'],
    )
  })

  it('stands in a link, which counts its reason', () => {
    const clock = new VirtualClock()
    const random = Random.seeded('policer')
    const stage = policerStage(settings, {
      random,
      origin: clock.now(),
      radio: { pass: (now: Instant) => now },
    })
    const link = new Link({ settings: { up: [new SharedStage(stage)], down: [] }, clock, random })
    const flow = link.flow({ deliver: () => {} })
    for (let i = 0; i < 3; i += 1) flow.send('up', { size: bytes(100), body: undefined })
    assert.deepEqual(flow.counters('up').dropped, { policed: 1 })
  })

  it('is written in a profile, and read out', () => {
    const written = policer.written.parse({ kind: 'policer', interval: '10ms', burst: 2 })
    assert.deepEqual(written, settings)
    assert.equal(policer.words(written), 'a packet every 10 ms, at most 2 at a time')
    const mistaken = { kind: 'policer', interval: 'soon', burst: 2 }
    assert.equal(policer.written.safeParse(mistaken).success, false)
  })

  it('is shown as it is tested here', () => {
    const here = text('policer.ts').replaceAll("'../../src/link/", "'./")
    const inLink = here.replaceAll("'../../src/", "'../")
    assert.ok(text('../../src/link/README.md').includes(`\`\`\`ts\n${inLink}\`\`\``))
    const inProfiles = text('../profiles/policer.ts')
      .replaceAll("'../../src/", "'../../")
      .replaceAll("'../link/", "'../../link/")
    assert.ok(text('../../src/profiles/README.md').includes(`\`\`\`ts\n${inProfiles}\`\`\``))
  })
})
