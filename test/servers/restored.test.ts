/**
 * Restoring against real servers that keep messages: what the embedded server says of the same
 * exchange, and what comes out of an archive after messages were missed.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { linkFor } from '../../src/profiles/draw.ts'
import { Random } from '../../src/random.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { HELD_NOTHING } from '../../src/run/live/settings.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { DIRECT_TLS } from '../../src/strategies/over.ts'
import { START } from '../../src/units.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import type { Account } from '../../src/xmpp/account.ts'
import { BLANK, remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import { CLIENT, PING } from '../../src/xmpp/namespaces.ts'
import { anAnswerOf, expect, say } from '../../src/xmpp/verbs/say.ts'
import { bareLink, type LiveServer, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { attempt, setScene, strategyNamed } from '../dialogue/scene.ts'
import { startEjabberd } from './ejabberd.ts'
import { missing, type ServerProgram } from './installed.ts'
import { AT_ONCE, disagreements, predictions, TOLERANCE_PERCENT } from './prediction.ts'
import { startProsody } from './prosody.ts'
import { liveServer, type RealServer } from './real-server.ts'
import { modelOf } from './versions.ts'

const STRATEGIES = [
  'legacy-direct+restore',
  'sasl2-direct+restore',
  'sasl2-direct+pipelined+restore',
  'fast-resume-failed-direct+pipelined+restore',
  'legacy-direct+no-sm',
  'sasl2-direct+no-sm+restore',
]

/** More than one page. */
const MISSED = 60

const message = (number: number, from?: string): XmlElement =>
  element(
    'message',
    CLIENT,
    {
      ...(from === undefined ? {} : { from, 'xml:lang': 'en' }),
      to: 'alice@bench.localhost',
      type: 'chat',
      id: `n${number}`,
    },
    element('body', CLIENT, {}, 'Will be there at ten, the train is late.'),
  )

/** Sends all that is missed, and waits until the server has had it. */
function* sending(script: Script<ReadyStream>, { domain: to }: Account): Script<ReadyStream> {
  const stream = yield* script
  for (let number = 0; number < MISSED; number += 1) yield* say('data', message(number))
  const ping = element('iq', CLIENT, { type: 'get', id: 'sent', to }, element('ping', PING))
  yield* say('data', ping)
  yield* expect([anAnswerOf(to, 'sent')])
  return stream
}

/** What a client hears of messages when it comes back, at a real server. */
async function heardLive(server: LiveServer): Promise<readonly string[]> {
  const [strategy] = strategiesNamed('sasl2-direct+restore')
  assert.ok(strategy)
  const spec = specFor(server, [strategy])
  const host = new LiveHost(spec)
  const alice = guest(spec, 0)
  const bobby = guest({ ...spec, local: 'bobby' }, 1)
  const first = await host.errand(strategy.said.script(alice, BLANK), DIRECT_TLS)
  assert.ok(first.outcome.kind === 'ready')
  await first.attempt.close()
  const memory = remember(first.outcome.stream)
  const sent = await host.errand(sending(strategy.said.script(bobby, BLANK), bobby), DIRECT_TLS)
  assert.equal(sent.outcome.kind, 'ready')
  await sent.attempt.close()
  const heard: string[] = []
  const again = await host.attempt({
    script: strategy.said.script(alice, memory),
    strategy,
    memory,
    held: HELD_NOTHING,
    link: linkFor(bareLink('300ms'), Random.seeded('link')),
    random: Random.seeded('again'),
    clock: new VirtualClock(),
    observer: {
      dialogue: (news) => {
        if (news.kind === 'heard' && news.xml.startsWith('<message')) heard.push(news.xml)
      },
      connection: {},
    },
  })
  const outcome = await again.run()
  assert.equal(outcome.kind, 'ready')
  await again.close()
  host.stop()
  return heard
}

/** The same at the embedded server. */
function heardEmbedded({ xmpp }: ServerModel): readonly string[] {
  const scene = setScene(strategyNamed('sasl2-direct+restore'), xmpp)
  const { domain } = scene.server
  domain.forgetSessions()
  for (let number = 0; number < MISSED; number += 1) {
    domain.deliver('alice', message(number, 'bobby@bench.localhost/rtt-00ff.0123456789'), START)
  }
  const pair = attempt(scene)
  pair.run()
  return pair.heard.filter((text) => text.startsWith('<message'))
}

const octets = (texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)

const STARTS: Readonly<Record<ServerProgram, () => Promise<RealServer>>> = {
  prosody: () => startProsody({ besides: ['mam', 'offline'] }),
  ejabberd: () => startEjabberd({ besides: ['mod_mam: {default: always}', 'mod_offline: {}'] }),
}

for (const program of ['prosody', 'ejabberd'] as const) {
  const why = missing(program)
  describe(`restoring, at ${program}`, why === undefined ? {} : { skip: why }, () => {
    let real: RealServer
    before(async () => {
      real = await STARTS[program]()
    })
    after(() => real?.stop())

    it('is predicted by compare --server: waits, outcome, octets within 3 %', async () => {
      const model = modelOf(program, real.version)
      const { cells, obstacles } = await predictions(
        model,
        liveServer(real),
        1,
        AT_ONCE,
        STRATEGIES,
      )
      assert.deepEqual(
        [
          cells.length + obstacles.size,
          cells.flatMap((cell) => disagreements(cell, program === 'ejabberd' ? 1 : 0)),
        ],
        [STRATEGIES.length, []],
      )
    })

    it('brings as many messages as are predicted, and octets within 3 %', async () => {
      const live = await heardLive(liveServer(real))
      const embedded = heardEmbedded(modelOf(program, real.version))
      assert.equal(live.length, embedded.length)
      const percent = (100 * (octets(embedded) - octets(live))) / octets(live)
      assert.ok(Math.abs(percent) <= TOLERANCE_PERCENT, `${percent} %: ${live[0]}, ${embedded[0]}`)
    })
  })
}
