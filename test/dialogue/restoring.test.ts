/** Clients that fetch what they have missed, at servers of every shape, honest and not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../../src/transport.ts'
import { START } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import { CLIENT } from '../../src/xmpp/namespaces.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { BEHAVIOURS, EJABBERD, IDEAL, PROSODY, withoutStorage } from '../server/behaviours.ts'
import type { Meddle, Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const news = (id: string) =>
  element(
    'message',
    CLIENT,
    { id, type: 'chat', from: 'carol@elsewhere.net/x', to: 'alice@bench.localhost' },
    element('body', CLIENT, {}, id),
  )

/** The client has been here, with one message in the archive, and then misses so many. */
const missing = (
  count: number,
  name = 'sasl2-direct+restore',
  settings: ServerSettings = IDEAL,
): Scene => {
  const scene = setScene(strategyNamed(name), settings)
  scene.server.domain.deliver('alice', news('held'), START)
  const before = attempt(scene)
  before.run()
  const memory = remember(streamOf(before))
  const { domain } = scene.server
  domain.offline.take('alice')
  if (!name.includes('-resume-direct')) domain.forgetSessions()
  for (let n = 1; n <= count; n += 1) domain.deliver('alice', news(`m${n}`), START)
  return { ...scene, memory: { ...scene.memory, copy: memory.copy } }
}

const streamOf = (pair: Pair): ReadyStream => {
  assert.ok(pair.outcome?.kind === 'ready', JSON.stringify(pair.outcome))
  return pair.outcome.stream
}

/** The ids of messages that came out of the archive, and of those that came by themselves. */
const came = ({ heard }: Pair): { archive: string[]; alone: string[] } => {
  const messages = heard.filter((text) => text.startsWith('<message'))
  const idOf = (text: string): string => /id='(m\d+|held)'/.exec(text)?.[1] ?? '?'
  return {
    archive: messages.filter((text) => text.includes('<result ')).map(idOf),
    alone: messages.filter((text) => !text.includes('<result ')).map(idOf),
  }
}

const run = (scene: Parameters<typeof attempt>[0], meddle?: Meddle): Pair => {
  const pair = attempt(scene, meddle === undefined ? {} : { meddle })
  pair.run()
  return pair
}

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `m${from + n}`)

describe('restoring after a fresh bind', () => {
  for (const { name, settings } of BEHAVIOURS) {
    it(`fetches what was missed, and all of it once, at ${name}`, () => {
      const scene = missing(3, 'sasl2-direct+restore', settings)
      const pair = run(scene)
      const { offline } = settings.storage
      assert.ok(offline.kind === 'stored')
      const missed = ['m1', 'm2', 'm3']
      // Where binding inline does not say that the archive will be asked, it comes with presence, too.
      const alone = offline.bind2 === 'kept' ? missed : []
      assert.deepEqual(came(pair), { archive: missed, alone })
      assert.deepEqual(pair.reached.slice(-2), ['ready', 'restored'])
      assert.equal(pair.waits.data, 2)
      const { copy } = remember(streamOf(pair))
      const last = scene.server.domain.archive.page('alice', {
        direction: 'before',
        id: undefined,
        most: 1,
      })
      assert.deepEqual(copy.held, { kind: 'message', id: last?.messages[0]?.id })
      assert.deepEqual([copy.archive, copy.rosterVersion?.length !== 0], ['complete', true])
    })
  }

  it('takes one more wait for each further page of fifty, serial or not', () => {
    for (const [count, serial, pipelined] of [
      [0, 2, 1],
      [50, 2, 1],
      [51, 3, 2],
      [150, 4, 3],
      [151, 5, 4],
    ] as const) {
      const fetched = { archive: ids(1, count), alone: [] }
      const one = run(missing(count))
      assert.deepEqual([one.waits.data, came(one)], [serial, fetched])
      const all = run(missing(count, 'sasl2-direct+pipelined+restore'))
      assert.deepEqual([all.waits.data, came(all)], [pipelined, fetched])
    }
  })

  it('is what a client does whose session is gone, and not one whose session is there', () => {
    const gone = run(missing(2, 'fast-resume-failed-direct+pipelined+restore'))
    assert.deepEqual([gone.waits.data, came(gone).archive], [1, ['m1', 'm2']])
    const there = run(setScene(strategyNamed('fast-resume-direct+pipelined+restore')))
    assert.deepEqual([there.waits.data, there.reached.at(-1)], [undefined, 'restored'])
  })

  it('works without stream management', () => {
    const pair = run(missing(1, 'sasl2-direct+no-sm+restore'))
    assert.deepEqual([pair.waits.data, came(pair).archive], [2, ['m1']])
    assert.equal(streamOf(pair).sm, undefined)
  })

  it('gets what was stored with presence where there is no archive', () => {
    const settings = withoutStorage(IDEAL)
    const { offline } = IDEAL.storage
    const storing = { ...settings, storage: { ...settings.storage, offline } }
    const scene = setScene(strategyNamed('legacy-direct+restore'), storing)
    scene.server.domain.forgetSessions()
    for (const id of ['m1', 'm2']) scene.server.domain.deliver('alice', news(id), START)
    const pair = run(scene)
    assert.deepEqual(came(pair), { archive: [], alone: ['m1', 'm2'] })
    assert.equal(pair.reached.at(-1), 'restored')
  })

  it('gets the last page when what it held is not in the archive any more', () => {
    const scene = missing(60)
    const copy = { ...scene.memory.copy, held: { kind: 'message', id: 'long-gone' } } as const
    const pair = run({ ...scene, memory: { ...scene.memory, copy } })
    assert.deepEqual(came(pair).archive, ids(11, 60))
    assert.equal(pair.waits.data, 3)
  })

  it('gets all of it where the archive was empty when it was last here', () => {
    const scene = setScene(strategyNamed('sasl2-direct+restore'))
    assert.deepEqual(scene.memory.copy.held, { kind: 'beginning' })
    scene.server.domain.forgetSessions()
    for (const id of ids(1, 70)) scene.server.domain.deliver('alice', news(id), START)
    assert.deepEqual(came(run(scene)).archive, ids(1, 70))
  })

  it('gets the roster only when it has changed, and the changes that are pushed', () => {
    const scene = missing(0)
    const address = 'eve@elsewhere.net'
    const eve = { address, subscription: 'both', presence: 'available' } as const
    const rosterOf = (pair: Pair): string =>
      pair.heard.find((text) => text.includes("id='r1'")) ?? ''
    assert.match(rosterOf(run(scene)), /^<iq type='result' id='r1'\/>$/)
    scene.server.domain.changeRoster('alice', eve, 'in', START)
    const pair = run(scene)
    // The ideal server pushes what is new; whoever is pushed something says that it has it.
    assert.ok(pair.heard.some((text) => text.includes("id='push-2'")))
    assert.ok(pair.said.some(({ xml }) => xml === "<iq type='result' id='push-2'/>"))
    assert.ok(pair.heard.some((text) => text.includes("from='eve@elsewhere.net/")))
    assert.equal(remember(streamOf(pair)).copy.rosterVersion, '2')
  })

  it('goes on where it was cut off, even when the session is resumed', () => {
    // The connection goes with the answer to the second page.
    const scene = missing(120, 'sasl2-resume-direct+restore')
    const copy = { ...scene.memory.copy, archive: 'behind' } as const
    const pair = run({ ...scene, memory: { ...scene.memory, copy } })
    assert.equal(streamOf(pair).way, 'resumed')
    assert.equal(pair.waits.data, 3)
    assert.deepEqual(new Set(came(pair).archive), new Set(ids(1, 120)))
  })

  it('costs a roster and presence of the contacts, not more waits', () => {
    const scene = missing(0)
    for (let n = 0; n < 40; n += 1) {
      const address = `c${n}@elsewhere.net`
      const contact = { address, subscription: 'both', presence: 'available' } as const
      scene.server.domain.changeRoster('alice', contact, 'in', START)
    }
    const pair = run(scene)
    assert.equal(pair.waits.data, 2)
    assert.equal(pair.heard.filter((text) => text.startsWith("<presence from='c")).length, 40)
  })
})

describe('what comes while a client is coming back', () => {
  it('is not missed, whenever it comes, and is held', () => {
    for (const settings of [IDEAL, PROSODY, EJABBERD]) {
      for (let when = 0; when < 12; when += 1) {
        const scene = missing(1, 'legacy-direct+restore', settings)
        const server = scene.server
        let answers = 0
        const pair = run({ ...scene, server: { fork: () => server } }, (octets) => {
          if (answers === when) server.domain.deliver('alice', news('m2'), START)
          answers += 1
          return [octets]
        })
        if (answers <= when) break
        const { archive, alone } = came(pair)
        assert.deepEqual(new Set([...archive, ...alone]), new Set(['m1', 'm2']), `${when}`)
        const end = server.domain.archive.page('alice', {
          direction: 'before',
          id: undefined,
          most: 1,
        })
        const id = end?.messages[0]?.id
        assert.deepEqual(remember(streamOf(pair)).copy.held, { kind: 'message', id })
      }
    }
  })
})

describe('a server that is asked for what was missed', () => {
  const failure = (meddle: (text: string) => string, scene = missing(60)): Failure => {
    const pair = run(scene, (octets) => [Buffer.from(meddle(Buffer.from(octets).toString()))])
    assert.ok(pair.outcome?.kind === 'failed', JSON.stringify(pair.outcome))
    return pair.outcome.failure
  }

  it('has to go on from page to page', () => {
    const same = failure((text) => text.replace(/<last>[^<]*<\/last>/, '<last></last>'))
    assert.deepEqual(same, {
      code: 'protocol-violation',
      detail: 'expected a page of the archive to go on',
    })
    assert.equal(
      failure((text) => text.replace(/<fin /, '<end ').replace('</fin>', '</end>')).code,
      'protocol-violation',
    )
  })

  it('cannot make a client ask for ever', () => {
    let page = 0
    const onAndOn = (text: string): string => {
      page += 1
      return text
        .replace(" complete='true'", '')
        .replace(/<last>[^<]*<\/last>/, `<last>p${page}</last>`)
    }
    // A server that begins again where it does not know what to go on behind.
    const { code } = failure(onAndOn, missing(1, 'sasl2-direct+restore', EJABBERD))
    assert.equal(code, 'limit-exceeded')
  })

  it('may have neither archive nor roster, nor anything to say about them', () => {
    const pair = run(missing(2, 'sasl2-direct+restore', withoutStorage(IDEAL)), (octets) => [
      Buffer.from(
        Buffer.from(octets)
          .toString()
          .replace(/<iq type='result' id='r1'/, "<iq type='error' id='r1'"),
      ),
    ])
    assert.equal(pair.reached.at(-1), 'restored')
  })
})

describe('a client without stream management', () => {
  it('asks for none, in either language, and is ready', () => {
    for (const name of [
      'legacy-direct+no-sm',
      'sasl2-direct+no-sm',
      'legacy-direct+pipelined+no-sm',
    ]) {
      const pair = run(setScene(strategyNamed(name)))
      assert.equal(streamOf(pair).sm, undefined, name)
      assert.deepEqual(remember(streamOf(pair)).sm, { kind: 'not-resumable' })
      assert.ok(!pair.said.some(({ xml }) => xml.includes("<enable xmlns='urn:xmpp:sm:3'")), name)
    }
  })
})
