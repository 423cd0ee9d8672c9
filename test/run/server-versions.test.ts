/** What Prosody 13.0.7 and ejabberd 26.07 do differently from the versions before. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { EJABBERD_24_12 } from '../../src/servers/ejabberd-24.12.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY_DEFAULTS } from '../../src/servers/prosody/defaults.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { PROSODY_13_0_1 } from '../../src/servers/prosody/prosody-13.0.1.ts'
import { steadyServer } from '../server/steady.ts'
import { specOf } from './spec.ts'

const tcp = { ...DEFAULT_TCP, timers: 'ideal' } as const
const trial = (strategy: string, server: ServerModel): TrialRecord =>
  new TrialRunner().run(
    prepareCell(specOf(strategy, { servers: [steadyServer(server)], tcp }), 0),
    0,
  )

const moreOctets = (strategy: string): number =>
  trial(strategy, PROSODY).figures.bytes.down - trial(strategy, PROSODY_13_0_1).figures.bytes.down

const moreMilliseconds = (strategy: string): number => {
  const at = (server: ServerModel): number => trial(strategy, server).milestonesUs.ready ?? 0
  return (at(EJABBERD) - at(EJABBERD_24_12)) / 1_000
}

describe('Prosody 13.0.7', () => {
  it('says its limits again behind the success of SASL2, and a smaller one before login', () => {
    // <limits/> has 111 octets; 10000 is one digit shorter than 262144.
    assert.equal(moreOctets('sasl2-resume-direct'), 111 - 1)
    assert.equal(moreOctets('fast-resume-direct'), 111 - 1)
    assert.equal(moreOctets('sasl2-resume-starttls'), 111 - 2)
  })

  it('does not call stream management optional where it offers it, behind a legacy login', () => {
    // Twice (versions 2 and 3): "/>" in the place of "><optional/></sm>".
    const less = 2 * ('><optional/></sm>'.length - '/>'.length)
    assert.equal(moreOctets('legacy-direct'), -1 - less)
  })

  it('is what Prosody as installed is, too', () => {
    assert.equal(PROSODY_DEFAULTS.xmpp, PROSODY.xmpp)
  })
})

describe('ejabberd 26.07', () => {
  it('takes a second for each resumption, however it is asked for', () => {
    // In the middle of 1002 to 1039 ms: 1020.5; in 24.12 0.37, 0.4 and 1.12.
    assert.equal(moreMilliseconds('legacy-resume-direct'), 1_020.13)
    assert.equal(moreMilliseconds('sasl2-resume-direct'), 1_020.1)
    assert.equal(moreMilliseconds('fast-resume-direct'), 1_019.38)
  })

  it('takes no longer for anything else', () => {
    for (const name of ['legacy-direct', 'sasl2-direct', 'fast-resume-failed-direct'])
      assert.equal(moreMilliseconds(name), 0, name)
  })

  it('asks for no client certificate: both flights of the handshake are shorter', () => {
    const [newer, older] = [trial('sasl2-direct', EJABBERD), trial('sasl2-direct', EJABBERD_24_12)]
    // A CertificateRequest down; an empty Certificate up, in a record of its own.
    assert.ok(newer.figures.bytes.down < older.figures.bytes.down)
    assert.equal(older.figures.bytes.up - newer.figures.bytes.up, 110 - 80)
  })
})

describe('a session', () => {
  it('waits for its client as long as the server says: 600 s at Prosody, 300 s at ejabberd', () => {
    const seconds = [PROSODY, PROSODY_13_0_1, EJABBERD, EJABBERD_24_12].map(
      ({ xmpp }) => xmpp.sm.resumptionSeconds,
    )
    assert.deepEqual(seconds, [600, 600, 300, 300])
  })
})
