import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { IDEAL_CLIENT } from '../../src/clients/ideal.ts'
import type { Result } from '../../src/result/result.ts'
import { compare } from '../../src/run/simulated/compare.ts'
import { cellAt, cellCount, type RunSpec, strategyName } from '../../src/run/spec.ts'
import { toResult } from '../../src/run/to-result.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { parseServer } from '../../src/servers/file/read.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { shippedProfile, specOf } from './spec.ts'

const STRATEGIES = ['legacy-resume-starttls', 'fast-resume-direct+pipelined']
const specFor = (...servers: readonly ServerModel[]): RunSpec =>
  specOf('', {
    strategies: STRATEGIES,
    profiles: [shippedProfile('ideal'), shippedProfile('lte_good')],
    servers,
    trials: 3,
  })
const resultOf = async (spec: RunSpec) =>
  toResult(spec, await compare(spec, { workers: 1 }), {
    version: '0',
    commit: undefined,
    command: 'xmpp-rtt',
  })

describe('several servers in one run', () => {
  it('number cells server by server within a strategy', () => {
    const spec = specFor(PROSODY, EJABBERD, IDEAL_SERVER)
    assert.equal(cellCount(spec), 2 * 2 * 3)
    const names = [0, 1, 2, 3, 6, 11].map((index) => {
      const { choice, profile, server } = cellAt(spec, index)
      return `${profile.name} ${strategyName(choice)} ${server.name}`
    })
    assert.deepEqual(names, [
      `ideal ${STRATEGIES[0]} prosody`,
      `ideal ${STRATEGIES[0]} ejabberd`,
      `ideal ${STRATEGIES[0]} ideal`,
      `ideal ${STRATEGIES[1]} prosody`,
      `lte_good ${STRATEGIES[0]} prosody`,
      `lte_good ${STRATEGIES[1]} ideal`,
    ])
    assert.throws(() => cellAt(spec, 12), /no cell 12/)
  })

  it('come to what each of them comes to alone', async () => {
    const servers = [PROSODY, EJABBERD]
    const together = await resultOf(specFor(...servers))
    for (const server of servers) {
      const alone = await resultOf(specFor(server))
      const own = together.cells.filter((cell) => cell.server === server.name)
      // What a row saves depends on which is the first of its table.
      const bare = (cells: Result['cells']) => cells.map(({ saved: _, ...cell }) => cell)
      assert.deepEqual(bare(own), bare(alone.cells))
      assert.deepEqual(together.servers[server.name], alone.servers[server.name])
    }
  })

  it('say in the settings what holds for all, and of each its own', async () => {
    const { settings, servers } = await resultOf(specFor(PROSODY, EJABBERD))
    assert.deepEqual(settings.server, { names: ['prosody', 'ejabberd'] })
    assert.ok(!('serverNagle' in settings.tcp))
    assert.deepEqual(Object.keys(settings.tls), ['certificate', 'chainOctets'])
    assert.deepEqual(Object.keys(servers), ['prosody', 'ejabberd'])
    assert.equal(servers['ejabberd']?.settings['client'], 'node20')
    assert.equal(servers['ejabberd']?.settings['tickets'], 'useless')
    assert.equal(servers['prosody']?.settings['fastOpen'], 'accepted')
  })

  it('hold all of a server that nobody else has', async () => {
    const text =
      '{ "format": "xmpp-rtt/server@1", "name": "mine", "base": "ideal", "think": { "fastSuccess": "70ms" } }'
    const mine = parseServer(text, 'mine.json')
    assert.ok(mine.ok)
    // Against one that takes time, a client does so too unless it is an ideal one.
    const ends = { client: IDEAL_CLIENT, hostTime: 'none' } as const
    const { cells, servers } = await resultOf({ ...specFor(IDEAL_SERVER, mine.value), ...ends })
    const again = parseServer(JSON.stringify(servers['mine']?.file), 'result.json')
    assert.deepEqual(again, mine)
    assert.equal(servers['ideal']?.file, undefined)
    // Of a strategy that authenticates with a token, 70 ms later.
    const [, , ideal, own] = cells.map(({ milestones }) => milestones.ready?.p50 ?? 0)
    assert.equal(Math.round(((own ?? 0) - (ideal ?? 0)) * 1000), 70_000)
  })
})
