/** What a server says behind its last answer counts, however long it takes it to say so. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { Random } from '../../src/random.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane } from '../../src/run/live/lane.ts'
import { LastWords } from '../../src/run/live/last-words.ts'
import { milliseconds, ZERO } from '../../src/units.ts'
import { bareLink, type LiveServer, PATIENT, specFor, strategiesNamed } from './live-guest-spec.ts'
import { type Behaviour, STREAM, withServer } from './mean-server.ts'

const OFFER =
  '<stream:features><authentication xmlns="urn:xmpp:sasl:2"><mechanism>PLAIN</mechanism>' +
  '<inline><bind xmlns="urn:xmpp:bind:0"><inline><feature var="urn:xmpp:carbons:2"/></inline></bind>' +
  '</inline></authentication></stream:features>'
const SUCCESS =
  '<success xmlns="urn:xmpp:sasl:2"><authorization-identifier>alice@localhost/here' +
  '</authorization-identifier><bound xmlns="urn:xmpp:bind:0"/></success>'
const LAST_WORD = '<stream:features><sm xmlns="urn:xmpp:sm:3"/></stream:features>'

/** A TLS 1.3 record: header, content type and tag (RFC 8446 §5.2). */
const RECORD = 5 + 1 + 16

/** An ECDSA signature is so many octets shorter or longer (two integers in DER, X.690 §8.3). */
const SIGNATURE = 8

/** Far longer than the settle time. */
const LONG_MS = 60

const loggingIn =
  (lastWord: 'late' | 'never'): Behaviour =>
  (socket) => {
    let heard = 0
    socket.on('data', async () => {
      heard += 1
      if (heard === 1) socket.write(STREAM + OFFER)
      if (heard !== 2) return
      socket.write(SUCCESS)
      if (lastWord === 'never') return
      await sleep(LONG_MS)
      socket.write(LAST_WORD)
    })
  }

/**
 * Octets down until ready. Whoever is waited for in vain is waited for in real time, and a machine may
 * stall for longer in the middle of a login; then it is given twice the time.
 */
async function octetsDown(server: LiveServer, patienceMs: number): Promise<number> {
  const [strategy] = strategiesNamed('sasl2-direct')
  assert.ok(strategy)
  const spec = specFor(server, [strategy], {
    showPassword: 'if-needed',
    think: { kind: 'fixed', time: ZERO },
    limits: {
      ...PATIENT,
      settle: milliseconds(1),
      patience: milliseconds(patienceMs),
      farewell: milliseconds(1),
    },
  })
  const host = new LiveHost(spec)
  const lane = new Lane(host, strategy, guest(spec, 0))
  const { record, failure } = await lane.trial(bareLink('300ms'), Random.seeded('1'))
  host.stop()
  if (failure?.code === 'timeout') return octetsDown(server, 2 * patienceMs)
  assert.equal(failure, undefined)
  return record.figures.bytes.down
}

describe('features behind a new session by SASL2', () => {
  it('are waited for, and counted', () =>
    withServer('tls', loggingIn('late'), async (late) => {
      const counted = await octetsDown(late, 600_000)
      await withServer('tls', loggingIn('never'), async (never) => {
        const difference = counted - (await octetsDown(never, 200))
        const expected = Buffer.byteLength(LAST_WORD) + RECORD
        assert.ok(Math.abs(difference - expected) <= SIGNATURE, `${difference}, not ${expected}`)
      })
    }))

  it('are waited for once where they never come, and nowhere behind a resumed one', () => {
    const lastWords = new LastWords()
    const due = () => [lastWords.areDue({ way: 'bound' }), lastWords.areDue({ way: 'resumed' })]
    assert.deepEqual(due(), [true, false])
    lastWords.neverCame()
    assert.deepEqual(due(), [false, false])
  })
})
