/** Who connects, and what it and the hosts take, when nothing is said and when something is. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SLIXMPP } from '../../src/clients/slixmpp.ts'
import { NO_TIME } from '../../src/processing-time.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { clientOf, hostTimeOf } from '../../src/run/client.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { readCompare } from '../../src/words/reading/compare.ts'
import { steadyServer } from '../server/steady.ts'
import { specOf } from './spec.ts'

const USUAL = { client: undefined, hostTime: undefined }
const IDEAL_TIMERS = { ...DEFAULT_TCP, timers: 'ideal' } as const

const trial = (changes: Partial<RunSpec>): TrialRecord =>
  new TrialRunner().run(prepareCell(specOf('fast-resume-direct', changes), 0), 0)

describe('who connects', () => {
  it('is a client of Node’s, against servers that take time', () => {
    assert.equal(clientOf(USUAL, { tcp: DEFAULT_TCP, server: EJABBERD }).name, 'node20')
    assert.notEqual(hostTimeOf(USUAL, { tcp: DEFAULT_TCP, server: EJABBERD }), NO_TIME)
  })

  it('is an ideal one on ideal hosts where time is to be exact', () => {
    for (const circumstances of [
      { tcp: IDEAL_TIMERS, server: EJABBERD },
      { tcp: DEFAULT_TCP, server: IDEAL_SERVER },
      { tcp: DEFAULT_TCP, server: EVERYTHING },
    ]) {
      assert.equal(clientOf(USUAL, circumstances).name, 'ideal')
      assert.equal(hostTimeOf(USUAL, circumstances), NO_TIME)
    }
  })

  it('is whoever was chosen, whatever the server', () => {
    const chosen = { client: SLIXMPP, hostTime: 'measured' } as const
    const circumstances = { tcp: IDEAL_TIMERS, server: IDEAL_SERVER }
    assert.equal(clientOf(chosen, circumstances), SLIXMPP)
    assert.notEqual(hostTimeOf(chosen, circumstances), NO_TIME)
  })

  it('is said on the command line, and said again in the result’s', () => {
    const { spec, command } = readCompare({ client: 'slixmpp', hostTime: 'none', nagle: 'on' })
    assert.equal(spec.client, SLIXMPP)
    assert.match(command, / --client slixmpp .*--nagle on --host-time none /)
    assert.doesNotMatch(readCompare({}).command, /client|nagle|host-time/)
    assert.throws(() => readCompare({ client: 'slixmp' }), /client: found "slixmp".*slixmpp/)
  })
})

describe('an attempt', () => {
  it('takes its client’s and its hosts’ time as well', () => {
    const servers = [steadyServer(PROSODY)]
    const exact = trial({ servers, tcp: IDEAL_TIMERS })
    const real = trial({ servers })
    // Four round trips of 1 s. Prosody: flight 630, features 1650, success 1560 µs.
    assert.equal(exact.milestonesUs.ready, 4_003_840)
    // Node: 1.9 to 5 ms for its Finished, and three reactions of 200 to 350 µs; eight packets
    // on the way there and back, each handled in 50 to 100 µs.
    const more = (real.milestonesUs.ready ?? 0) - 4_003_840
    assert.ok(more >= 1_900 + 3 * 200 + 8 * 50, `${more} µs`)
    assert.ok(more <= 5_000 + 3 * 350 + 8 * 100, `${more} µs`)
  })

  it('has one segment less with Node, which sends Finished and header in one', () => {
    const servers = [steadyServer(PROSODY)]
    const exact = trial({ servers, tcp: IDEAL_TIMERS })
    assert.equal(exact.figures.packets.up - trial({ servers }).figures.packets.up, 1)
  })
})
