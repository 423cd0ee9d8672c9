/** XEP-0305: the ClientHello along with `<starttls/>`, and whoever does not take that. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY_13_0_1 } from '../../src/servers/prosody/prosody-13.0.1.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { START } from '../../src/units.ts'
import { encodeText } from '../../src/xml/xml.ts'
import { Dialogue, type DialogueOutput } from '../../src/xmpp/dialogue/dialogue.ts'
import { BLANK } from '../../src/xmpp/dialogue/memory.ts'
import { strategyNamed } from '../dialogue/scene.ts'
import { ACCOUNT } from '../serve/hosting.ts'
import { specOf } from './spec.ts'

const outcomeAt = (server: ServerModel) => {
  const spec = specOf('legacy-quickstart-starttls+pipelined', { servers: [server] })
  const { outcome } = new TrialRunner().run(prepareCell(spec, 0), 0)
  return outcome.kind === 'failed' ? outcome.code : outcome.kind
}

describe('a server that is met with XEP-0305', () => {
  it('takes it, or has to be known not to', () => {
    assert.equal(outcomeAt(EVERYTHING), 'ready')
    assert.equal(outcomeAt(PROSODY_13_0_1), 'feature-missing')
  })

  it('reads the ClientHello as XML where it says so and does not take it, as measured ones do', () => {
    const { tls } = EVERYTHING
    const starttls = { ...tls.starttls, earlyHello: 'refused' } as const
    // It comes while the server is still at <starttls/>.
    const xmpp = { ...EVERYTHING.xmpp, think: PROSODY_13_0_1.xmpp.think }
    assert.equal(outcomeAt({ ...EVERYTHING, xmpp, tls: { ...tls, starttls } }), 'tls-failure')
    assert.equal(outcomeAt({ ...EVERYTHING, xmpp }), 'ready')
  })
})

const CLEAR =
  "<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' " +
  "from='localhost' version='1.0'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>" +
  "</stream:features><proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
const SECURED: TransportEvent = {
  kind: 'secured',
  early: false,
  tls: {
    ...{ version: '1.3', resumed: false, exporter: undefined, unique: undefined },
    serverEndPoint: undefined,
  },
}

/** What becomes of a client that hears this in the clear before TLS is there. */
function heardInTheClear(words: string): readonly string[] {
  const { said } = strategyNamed('legacy-quickstart-starttls+pipelined')
  const features = {
    ...{ starttls: false, sasl: ['SCRAM-SHA-1'], sasl2: undefined, bindingTypes: [], bind: true },
    ...{ sm: true, session: false, instantResumption: [], configVersion: undefined },
    pipelining: true,
  }
  const script = said.script(ACCOUNT, { ...BLANK, features })
  const dialogue = new Dialogue(script, { random: Random.seeded('quickstart') })
  const outputs: DialogueOutput[] = []
  const drain = (): void => {
    for (let one = dialogue.poll(); one !== undefined; one = dialogue.poll()) outputs.push(one)
  }
  for (const event of [
    { kind: 'connected' },
    { kind: 'received', bytes: encodeText(words), early: false },
    SECURED,
  ] as const) {
    drain()
    dialogue.handle(event, START)
  }
  drain()
  return outputs.flatMap((one) => {
    if (one.kind === 'command') return [one.command.kind]
    return one.kind === 'finished' && one.outcome.kind === 'failed'
      ? [one.outcome.failure.code]
      : []
  })
}

describe('a client that goes by XEP-0305', () => {
  it('says nothing between <starttls/> and TLS, and goes on in TLS', () => {
    assert.deepEqual(heardInTheClear(CLEAR), ['connect', 'send', 'secure', 'send'])
  })

  it('takes nothing for protected that was said in the clear (RFC 6120 §5.4.3.3)', () => {
    for (const more of ["<message xmlns='jabber:client'/>", '<mess', CLEAR]) {
      const heard = heardInTheClear(CLEAR + more)
      assert.deepEqual(heard.slice(3), ['protocol-violation', 'close'], more)
    }
  })

  it('does not go on where TLS is refused', () => {
    const refusal = CLEAR.replace('<proceed', '<failure')
    assert.deepEqual(heardInTheClear(refusal).slice(3), ['tls-failure', 'close'])
  })
})
