/** What becomes of messages: to those who are there, to nobody, and to sessions that are over. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plus, seconds } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { BIND, CLIENT, SM } from '../../src/xmpp/namespaces.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { BEHAVIOURS, EJABBERD, IDEAL, PROSODY, withoutStorage } from './behaviours.ts'
import { Connected, newServer } from './connected.ts'

const news = (id: string, type = 'chat') =>
  element(
    'message',
    CLIENT,
    { id, type, from: 'carol@elsewhere.net/x' },
    element('body', CLIENT, {}, id),
  )

/** The ids of the messages in a text, in order. */
const idsIn = (text: string): string[] =>
  [...text.matchAll(/<message [^>]*\bid='([^']*)'/g)].map(([, id = '']) => id)

/** What was left over of sessions, told once they have been dealt with. */
const leftOvers = (server: Server): [string | undefined, string, number][] => {
  const told: [string | undefined, string, number][] = []
  server.domain.watch = {
    leftOver: ({ stanza, fate, at }) => told.push([stanza.attribute('id'), fate, at / 1e9]),
  }
  return told
}

const withLeftOver = (
  settings: ServerSettings,
  leftOver: ServerSettings['storage']['leftOver'],
): ServerSettings => ({ ...settings, storage: { ...settings.storage, leftOver } })

for (const { name, settings } of BEHAVIOURS) {
  describe(`${name}: messages`, () => {
    const begun = (served = settings) => {
      const server = newServer(served)
      const client = Connected.secured(server, 'first')
      const id = client.session()
      return { server, client, id }
    }

    it('wait for the presence of a session that was bound without one', () => {
      const { server, client } = begun()
      assert.equal(server.domain.deliver('alice', news('one'), client.now), 'stored')
      assert.equal(server.domain.deliver('alice', news('two'), client.now), 'stored')
      assert.equal(client.hear(), '')
      const heard = client.say('<presence/>')
      assert.deepEqual(idsIn(heard), ['one', 'two'])
      assert.match(heard, /<delay xmlns='urn:xmpp:delay' from='bench.localhost' stamp='2026-01-01T/)
      assert.deepEqual(idsIn(client.say('<presence/>')), [], 'once only')
      assert.equal(server.domain.deliver('alice', news('three'), client.now), 'delivered')
      assert.deepEqual(idsIn(client.hear()), ['three'])
    })

    it('are seen on their way when they have waited, with the session that gets them', () => {
      const { server, client } = begun()
      const told: [string | undefined, string][] = []
      server.domain.watch = {
        takenOut: (message, to) => told.push([message.attribute('id'), to]),
      }
      server.domain.deliver('alice', news('one'), client.now)
      server.domain.deliver('alice', news('two'), client.now)
      assert.deepEqual(told, [])
      client.say('<presence/>')
      const [{ address } = { address: '' }] = server.domain.sessions.of('alice')
      server.domain.deliver('alice', news('three'), client.now)
      assert.deepEqual(told, [
        ['one', address],
        ['two', address],
      ])
    })

    it('do not wait for a session that wants none, nor where nothing is stored', () => {
      const { server, client } = begun()
      client.say('<presence><priority>-1</priority></presence>')
      assert.equal(server.domain.deliver('alice', news('one'), client.now), 'stored')
      assert.equal(client.hear(), '')
      const bare = begun(withoutStorage(settings))
      assert.equal(bare.server.domain.deliver('alice', news('one'), bare.client.now), 'bounced')
      assert.equal(bare.server.domain.deliver('alice', news('h', 'headline'), client.now), 'lost')
    })

    it('go to the sessions of the highest priority', () => {
      const { server, client } = begun()
      client.say('<presence/>')
      const other = Connected.secured(server, 'other')
      other.session('other')
      other.say('<presence><priority>5</priority></presence>')
      client.hear()
      server.domain.deliver('alice', news('one'), client.now)
      assert.deepEqual([idsIn(client.hear()), idsIn(other.hear())], [[], ['one']])
    })

    it('go where their type has them go (RFC 6121 §8.5)', () => {
      // Whom each reaches of three sessions, by priority, and what becomes of it otherwise.
      const bare = 'alice@bench.localhost'
      const most = ['5']
      const alike = { chat: most, normal: most, unheardof: most, none: most }
      const rows = {
        [bare]: { ...alike, headline: ['1', '5'], groupchat: 'bounced', error: 'lost' },
        [`${bare}/absent`]: { ...alike, headline: 'lost', groupchat: 'bounced', error: 'lost' },
        [`${bare}/-1`]: Object.fromEntries(
          ['chat', 'normal', 'headline', 'groupchat', 'error'].map((type) => [type, ['-1']]),
        ),
      }
      const server = newServer(settings)
      const there = ['-1', '1', '5'].map((priority) => {
        const client = Connected.secured(server, priority)
        client.session(priority)
        client.say(`<presence><priority>${priority}</priority></presence>`)
        return { priority, client }
      })
      const fates: string[] = []
      server.domain.watch = { routed: ({ fate }) => fates.push(fate) }
      const sender = Connected.secured(server, 'sender')
      sender.session('sender')
      for (const [to, byType] of Object.entries(rows)) {
        for (const [type, expected] of Object.entries(byType)) {
          for (const { client } of there) client.hear()
          const typed = type === 'none' ? '' : ` type='${type}'`
          const said = sender.say(`<message to='${to}' id='m'${typed}><body>hi</body></message>`)
          const reached = there
            .filter(({ client }) => idsIn(client.hear()).includes('m'))
            .map(({ priority }) => priority)
          const what = `${type} to ${to}`
          assert.deepEqual(reached, typeof expected === 'string' ? [] : expected, what)
          assert.equal(fates.pop(), typeof expected === 'string' ? expected : 'delivered', what)
          assert.equal(said.includes('service-unavailable'), expected === 'bounced', what)
        }
      }
    })

    it('are told of as often as they are sent, with what became of them', () => {
      const { server, client } = begun()
      const told: unknown[] = []
      server.domain.watch = {
        routed: ({ stanza, fate, at }) =>
          told.push([stanza.attribute('id'), stanza.attribute('from'), fate, at === client.now]),
      }
      const heard: string[] = []
      server.domain.join('carol', 'desk', (stanza) => heard.push(stanza.attribute('id') ?? ''))
      const toCarol = "<message to='carol@bench.localhost' id='m'><body>hi</body></message>"
      client.say(toCarol + toCarol)
      client.say("<message to='nobody@bench.localhost' id='n'/>")
      const from = 'alice@bench.localhost/bench'
      assert.deepEqual(told, [
        ['m', from, 'delivered', true],
        ['m', from, 'delivered', true],
        ['n', from, 'bounced', true],
      ])
      assert.deepEqual(heard, ['m', 'm'])
    })

    it('that a session had not acknowledged when its time was over: as the server does', () => {
      const { server, client, id } = begun()
      const told = leftOvers(server)
      client.say('<presence/>')
      client.lose()
      const lostAt = client.now
      assert.equal(server.domain.deliver('alice', news('one'), lostAt), 'delivered')
      server.domain.settleAll(plus(lostAt, seconds(settings.sm.resumptionSeconds - 1)))
      assert.deepEqual(told, [])
      server.domain.settleAll(plus(lostAt, seconds(settings.sm.resumptionSeconds + 10)))
      // Told of the time when it was over, to the millisecond, whenever somebody looks.
      const [[told0, fate, at] = [undefined, '', 0], ...more] = told
      assert.deepEqual([told0, fate, more.length], ['one', 'stored', 0])
      assert.ok(Math.abs(at - (lostAt / 1e9 + settings.sm.resumptionSeconds)) < 0.001)
      assert.equal(server.domain.sessions.find(id, 'alice').kind, 'gone')

      const next = Connected.secured(server, 'next')
      next.session('next')
      const offline = settings.storage.leftOver === 'stored'
      assert.deepEqual(idsIn(next.say('<presence/>')), offline ? ['one'] : [])
    })

    it('are told of by the session that has them or had, where several do', () => {
      const { server, client } = begun()
      client.say('<presence/>')
      const other = Connected.secured(server, 'other')
      other.session('other')
      other.say('<presence/>')
      const told: [string, string | undefined, string][] = []
      server.domain.watch = {
        acknowledged: (stanzas, address) => {
          for (const stanza of stanzas) {
            if (stanza.name === 'message') told.push(['handled', stanza.attribute('id'), address])
          }
        },
        leftOver: ({ stanza, address }) =>
          told.push(['left over', stanza.attribute('id'), address]),
      }
      server.domain.deliver('alice', news('one'), client.now)
      const bench = server.domain.sessions.at('alice', 'alice@bench.localhost/bench')
      assert.ok(bench?.management.kind === 'on')
      client.say(`<a xmlns='${SM}' h='${bench.management.ledger.sent}'/>`)
      other.say('</stream:stream>')
      assert.deepEqual(told, [
        ['handled', 'one', 'alice@bench.localhost/bench'],
        ['left over', 'one', 'alice@bench.localhost/other'],
      ])
    })

    it('go back to their sender, or are lost, where nothing keeps them', () => {
      for (const [leftOver, fate] of [
        ['returned', 'bounced'],
        ['lost', 'lost'],
      ] as const) {
        const { server, client } = begun(withLeftOver(withoutStorage(settings), leftOver))
        const told = leftOvers(server)
        const bounces: string[] = []
        server.domain.join('carol', 'desk', (stanza) => bounces.push(stanza.serialize()))
        client.say('<presence/>')
        client.lose()
        const message = news('one')
        server.domain.deliver(
          'alice',
          element('message', CLIENT, { ...message.attributes, from: 'carol@bench.localhost/desk' }),
          client.now,
        )
        server.domain.settleAll(plus(client.now, seconds(settings.sm.resumptionSeconds + 1)))
        assert.deepEqual(
          told.map(([id, became]) => [id, became]),
          [['one', fate]],
        )
        assert.equal(bounces.length, leftOver === 'returned' ? 1 : 0)
        if (leftOver === 'returned') assert.match(bounces[0] ?? '', /type='error' id='one'/)
      }
    })

    it('of a session whose client says goodbye, or whose resource is bound elsewhere', () => {
      for (const ending of ['</stream:stream>', 'bound elsewhere']) {
        const { server, client } = begun(withLeftOver(settings, 'stored'))
        const told = leftOvers(server)
        client.say('<presence/>')
        server.domain.deliver('alice', news('one'), client.now)
        const next = Connected.secured(server, 'next')
        if (ending === 'bound elsewhere') next.session('bench')
        else {
          client.say(ending)
          next.session('next')
        }
        assert.deepEqual(
          told.map(([id, became]) => [id, became]),
          [['one', 'stored']],
          ending,
        )
        assert.deepEqual(idsIn(next.say('<presence/>')), ['one'], ending)
      }
    })

    it('survive a restart that keeps sessions, and are dealt with by one that does not', () => {
      const kept = begun(withLeftOver(settings, 'stored'))
      kept.client.say('<presence/>')
      kept.server.domain.deliver('alice', news('one'), kept.client.now)
      const lost = { server: kept.server.fork(), client: kept.client, id: kept.id }
      kept.server.domain.restart('kept', kept.client.now)
      const back = Connected.secured(kept.server, 'back')
      back.authenticate()
      const resume = `<resume xmlns='${SM}' previd='${kept.id}' h='1'/>`
      assert.deepEqual(idsIn(back.say(resume)), ['one'])
      // The end of a connection that the server had cut off touches nothing.
      kept.client.lose()
      assert.equal(back.closed, false)

      lost.server.domain.restart('lost', lost.client.now)
      const anew = Connected.secured(lost.server, 'anew')
      anew.authenticate()
      assert.match(anew.say(resume), /<failed /)
      assert.equal(lost.server.domain.sessions.of('alice').length, 0)
      const bound = Connected.secured(lost.server, 'bound')
      bound.session()
      assert.deepEqual(idsIn(bound.say('<presence/>')), ['one'])
    })

    it('that wait for nobody are few enough', () => {
      const { server, client } = begun(withoutStorage(settings))
      const offline = settings.storage.offline
      assert.ok(offline.kind === 'stored')
      const storing = newServer({
        ...withoutStorage(settings),
        storage: { ...withoutStorage(settings).storage, offline },
      })
      for (let n = 0; n < 1_000; n += 1) {
        assert.equal(storing.domain.deliver('alice', news(`${n}`), client.now), 'stored')
      }
      assert.equal(storing.domain.deliver('alice', news('over'), client.now), 'bounced')
      assert.equal(server.domain.offline.take('alice').length, 0)
    })

    it('wait in a fork of their own', () => {
      const { server, client } = begun()
      server.domain.deliver('alice', news('one'), client.now)
      const fork = server.fork()
      fork.domain.deliver('alice', news('two'), client.now)
      const next = Connected.secured(server, 'next')
      next.session('next')
      assert.deepEqual(idsIn(next.say('<presence/>')), ['one'])
    })
  })
}

describe('presence', () => {
  it('comes back, and goes to the other sessions that are available', () => {
    const server = newServer(PROSODY)
    const first = Connected.secured(server, 'first')
    first.session('one')
    const second = Connected.secured(server, 'second')
    second.session('two')
    assert.equal(
      first.say('<presence/>'),
      `<presence from='alice@bench.localhost/one' xml:lang='en'/><r xmlns='${SM}'/>`,
    )
    assert.equal(second.hear(), '', 'not available yet')
    const heard = second.say('<presence/>')
    assert.deepEqual(
      [...heard.matchAll(/from='([^']*)'/g)].map(([, from]) => from),
      ['alice@bench.localhost/two', 'alice@bench.localhost/one'],
    )
    assert.match(first.hear(), /^<presence from='alice@bench.localhost\/two'/)
    second.say("<presence type='unavailable'/>")
    assert.match(first.hear(), /type='unavailable'/)
    assert.equal(server.domain.deliver('alice', news('m'), first.now), 'delivered')
    assert.equal(second.hear(), '')
    assert.equal(second.say("<presence to='bob@bench.localhost'/>"), '')
  })

  describe('of a session that is over without having taken it back', () => {
    /** Two sessions that are available, and what the one that stays hears from then on. */
    const begun = (settings: ServerSettings, managed: 'managed' | 'unmanaged') => {
      const server = newServer(settings)
      const [going, staying] = ['going', 'staying'].map((name) => {
        const client = Connected.secured(server, name)
        if (managed === 'managed') client.session(name)
        else {
          client.authenticate()
          client.say(
            `<iq type='set' id='b'><bind xmlns='${BIND}'><resource>${name}</resource></bind></iq>`,
          )
        }
        client.say('<presence/>')
        return client
      })
      assert.ok(going !== undefined && staying !== undefined)
      const gone = (): string[] =>
        [...staying.hear().matchAll(/<presence [^>]*>/g)]
          .filter(([text]) => text.includes("type='unavailable'"))
          .map(([text]) => /from='([^']*)'/.exec(text)?.[1] ?? '')
      return { server, going, staying, gone }
    }
    const address = 'alice@bench.localhost/going'
    const endings: Readonly<Record<string, (client: Connected) => void>> = {
      'the stream is closed': (client) => client.say('</stream:stream>'),
      'the connection is lost': (client) => client.lose(),
      'the stream is in error': (client) => client.say('<a></b>'),
      'its resource is bound elsewhere': ({ server }) =>
        Connected.secured(server, 'again').session('going'),
    }

    it('is taken back by the server, once (RFC 6121 §4.5.2)', () => {
      for (const { settings } of BEHAVIOURS) {
        for (const [what, end] of Object.entries(endings)) {
          const { going, gone } = begun(settings, 'unmanaged')
          end(going)
          going.lose()
          assert.deepEqual(gone(), [address], what)
        }
      }
    })

    it('is not taken back again', () => {
      const { going, gone } = begun(IDEAL, 'unmanaged')
      going.say("<presence type='unavailable'/>")
      assert.deepEqual(gone(), [address])
      going.say('</stream:stream>')
      assert.deepEqual(gone(), [])
    })

    it('stands until the time of a session is over that waits for its client', () => {
      const { server, going, gone } = begun(IDEAL, 'managed')
      going.lose()
      const until = plus(going.now, seconds(IDEAL.sm.resumptionSeconds))
      server.domain.settleAll(plus(until, seconds(-1)))
      assert.deepEqual(gone(), [])
      server.domain.settleAll(plus(until, seconds(1)))
      assert.deepEqual(gone(), [address])
    })

    it('reaches no connection that a restart cuts off', () => {
      for (const sessions of ['kept', 'lost'] as const) {
        const { server, going, gone } = begun(IDEAL, 'unmanaged')
        server.domain.restart(sessions, going.now)
        assert.deepEqual(gone(), [])
      }
    })
  })

  it('brings what has waited behind it at one server, and before it at another', () => {
    for (const [settings, first] of [
      [PROSODY, '<presence'],
      [EJABBERD, '<message'],
    ] as const) {
      const server = newServer(settings)
      const client = Connected.secured(server)
      client.session()
      server.domain.deliver('alice', news('one'), client.now)
      assert.ok(client.say('<presence/>').startsWith(first))
    }
  })

  it('asks for an acknowledgement once, until there is one', () => {
    const server = newServer(IDEAL)
    const client = Connected.secured(server)
    client.session()
    const asked = (text: string): number => text.split('<r ').length - 1
    assert.equal(asked(client.say('<presence/>')), 1)
    server.domain.deliver('alice', news('one'), client.now)
    assert.equal(asked(client.hear()), 0)
    client.say(`<a xmlns='${SM}' h='2'/>`)
    server.domain.deliver('alice', news('two'), client.now)
    assert.equal(asked(client.hear()), 1)
  })
})
