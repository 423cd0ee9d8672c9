/** What a trace says of what was run: that which a result says, whoever is shown it and how. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  captureTrace,
  compare,
  renderLadder,
  renderTimeline,
  trace,
  traceLife,
} from '../../src/index.ts'

const WORDS = {
  strategy: 'sasl2-direct',
  profile: 'lte_good',
  congestion: 'reno',
  client: 'xmppjs',
} as const
const LIVED = { ...WORDS, scenario: 'tunnel' } as const

describe('what was run', () => {
  it('is in a trace what it is in a result', async () => {
    for (const server of ['prosody', 'ejabberd']) {
      const { strategy, profile, ...settings } = WORDS
      const words = { strategies: [strategy], profiles: [profile], servers: [server], ...settings }
      const { result } = await compare({ ...words, trials: 1 }, { commit: false })
      const traced = await trace({ ...WORDS, server })
      assert.deepEqual(traced.tool, result.tool)
      assert.equal(traced.server, server)
      assert.deepEqual(traced.settings, result.settings)
    }
  })

  it('is in each attempt of a life', async () => {
    const { tool, server, settings, attempts } = await traceLife(LIVED)
    assert.ok(attempts.length > 1)
    for (const attempt of attempts) {
      const { tool: its, server: to, settings: under } = attempt
      assert.deepEqual({ tool: its, server: to, settings: under }, { tool, server, settings })
    }
  })

  it('stands above a ladder and a timeline', async () => {
    const said =
      /^ {2}xmpp-rtt [\d.]+ · server ejabberd · client xmppjs · reno · Nagle on at the client, off at the server$/m
    assert.match(renderLadder(await trace({ ...WORDS, server: 'ejabberd' })), said)
    assert.match(renderTimeline(await traceLife({ ...LIVED, server: 'ejabberd' })), said)
  })

  it('is QUIC with a congestion control of its own, whatever is chosen of TCP', async () => {
    const chosen = { congestion: 'bbr', nagle: 'on' } as const
    const ladder = renderLadder(
      await trace({ ...WORDS, ...chosen, strategy: 'sasl2-quic', server: 'ideal' }),
    )
    assert.match(ladder, /^ {2}xmpp-rtt [\d.]+ · server ideal · client \w+ · QUIC · NewReno$/m)
  })

  it('is in the comment of a capture: the server', async () => {
    const file = Buffer.from(await captureTrace({ ...WORDS, server: 'ejabberd' }))
    assert.ok(file.includes('sasl2-direct to ejabberd on lte_good, seed 1, trial 0'))
  })
})
