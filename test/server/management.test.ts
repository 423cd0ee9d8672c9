import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { between, type Instant, START, seconds, toMilliseconds } from '../../src/units.ts'
import { element } from '../../src/xml/xml.ts'
import { CLIENT, SASL, SM } from '../../src/xmpp/namespaces.ts'
import { BEHAVIOURS, withoutStorage, withPlain } from './behaviours.ts'
import { Connected, header, newServer, presenceText, resentText, resultText } from './connected.ts'

const PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"
const R = `<r xmlns='${SM}'/>`
const BIND_IQ =
  "<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>"
const ENABLE = `<enable xmlns='${SM}' resume='true'/>`
const a = (h: number | string): string => `<a xmlns='${SM}' h='${h}'/>`
const resume = (id: string, h: number | string): string =>
  `<resume xmlns='${SM}' previd='${id}' h='${h}'/>`
/** Of the first minute, to the millisecond. */
const stampOf = (at: Instant): string =>
  (Math.floor(toMilliseconds(between(START, at))) / 1000).toFixed(3).padStart(6, '0')
const failed = (condition: string): RegExp =>
  new RegExp(`^<failed xmlns='${SM}'( h='\\d+')?><${condition} `)

for (const { name, settings } of BEHAVIOURS) {
  const PONG = resultText(settings, 'p')

  describe(`${name}: stream management`, () => {
    const begun = (served = settings) => {
      const server = newServer(served)
      const client = Connected.secured(server, 'first')
      return { server, client, id: client.session() }
    }
    const back = (server = newServer(settings)): Connected => {
      const client = Connected.secured(server, 'second')
      client.authenticate()
      return client
    }

    it('counts stanzas from <enable/> on and asks about its own', () => {
      const { client } = begun()
      assert.deepEqual(client.elements(PING + R), [PONG, R, a(1)])
      assert.deepEqual(client.elements(`<presence/>${R}`), [presenceText(settings), a(2)])
      assert.deepEqual(client.elements(a(1)), [])
    })

    it('resumes: acknowledges, sends again what was lost, and asks', () => {
      const { server, client, id } = begun()
      client.say(PING + PING)
      client.lose()
      const again = back(server)
      // Both pings were handled; of the two answers one arrived.
      assert.deepEqual(again.elements(resume(id, 1)), [
        `<resumed xmlns='${SM}' h='2' previd='${id}'/>`,
        PONG,
        R,
      ])
      assert.deepEqual(again.elements(a(2) + R), [a(2)])
    })

    it('asks after resuming even when nothing is missing, or does not', () => {
      const { server, client, id } = begun()
      client.lose()
      const heard = back(server).elements(resume(id, 0))
      assert.deepEqual(heard.slice(1), settings.sm.requestAfterResume === 'sent' ? [R] : [])
    })

    it('keeps for a sleeping session what others send', () => {
      const { server, client, id } = begun()
      client.lose()
      server.domain.makeAvailable('alice')
      const missed = element('message', CLIENT, { id: 'm' })
      const at = client.now
      assert.equal(server.domain.deliver('alice', missed, at), 'delivered')
      const heard = back(server).elements(resume(id, 0))
      assert.deepEqual(heard.slice(1), [resentText(settings, "<message id='m'/>", stampOf(at)), R])
    })

    it('keeps for a sleeping session what fits, then gives it up and tells the sender', () => {
      // 1 MiB at most, in few stanzas; and 1,000 stanzas at most, however small.
      for (const { body, fit } of [
        { body: `<body>${'x'.repeat(200_000)}</body>`, fit: 5 },
        { body: '<a/>'.repeat(5_000), fit: 1 }, // small as text, and large in memory
        { body: '', fit: 1_000 },
      ]) {
        const { server, client, id } = begun(withoutStorage(settings))
        const other = Connected.secured(server, 'other')
        other.session('sender')
        client.lose()
        const [sleeper] = server.domain.sessions.of('alice')
        const message = `<message id='m' to='${sleeper?.address}'>${body}</message>`
        for (let i = 0; i < fit; i += 1) assert.equal(other.say(message), '', `${i} fit`)
        assert.match(other.say(message), /^<message [^>]*type='error'.*<service-unavailable /)
        assert.match(back(server).elements(resume(id, 0))[0] ?? '', failed('item-not-found'))
      }
    })

    it('keeps so much, and no more, for a client that is there and never acknowledges', () => {
      const { server, client, id } = begun()
      for (let i = 0; i < 1_000; i += 1) client.say(PING)
      assert.match(client.say(PING), /^<iq /)
      // 1,001 were sent, of which one is not kept any more.
      assert.match(client.say(a(1_002)), /send-count='1001'/)
      client.lose()
      assert.match(back(server).elements(resume(id, 1_001))[0] ?? '', failed('item-not-found'))
    })

    it('delivers to a session that is awake at once', () => {
      const { server, client } = begun()
      server.domain.makeAvailable('alice')
      server.domain.deliver('alice', element('message', CLIENT, { id: 'm' }), client.now)
      assert.equal(client.hear(), `<message id='m'/>${R}`)
    })

    it('takes a session over from a connection that still holds it', () => {
      const { server, client, id } = begun()
      const again = back(server)
      assert.equal(again.element(resume(id, 0)).name, 'resumed')
      assert.equal(/<conflict /.test(client.hear()), settings.sm.displaced === 'conflict')
      assert.equal(client.closed, true)
      // The old connection's end does not touch the session any more.
      client.lose()
      assert.deepEqual(again.elements(R), [a(0)])
    })

    it('does not resume what is unknown, another’s, over, or forgotten', () => {
      assert.match(back().elements(resume('x', 0))[0] ?? '', failed('item-not-found'))

      const other = begun(withPlain(settings))
      other.client.lose()
      const bob = Connected.secured(other.server, 'bob')
      bob.say(header())
      const secret = Buffer.from('\0bob\0saw').toString('base64')
      bob.say(`<auth xmlns='${SASL}' mechanism='PLAIN'>${secret}</auth>`)
      bob.say(header())
      assert.match(bob.elements(resume(other.id, 0))[0] ?? '', failed('item-not-found'))

      const late = begun()
      late.client.lose()
      // One second more for the time that the first connection took.
      late.server.domain.advance(seconds(settings.sm.resumptionSeconds + 1))
      assert.match(
        back(late.server).elements(resume(late.id, 0))[0] ?? '',
        failed('item-not-found'),
      )

      const intime = begun()
      intime.client.lose()
      intime.server.domain.advance(seconds(settings.sm.resumptionSeconds - 1))
      assert.equal(back(intime.server).element(resume(intime.id, 0)).name, 'resumed')

      const restarted = begun()
      restarted.client.lose()
      restarted.server.domain.forgetSessions()
      const forgotten = back(restarted.server).element(resume(restarted.id, 0))
      assert.deepEqual([forgotten.name, forgotten.attribute('h')], ['failed', undefined])

      const left = begun()
      left.client.say('</stream:stream>')
      assert.match(
        back(left.server).elements(resume(left.id, 0))[0] ?? '',
        failed('item-not-found'),
      )
    })

    it('tells the count of a session that a restart ended, where it keeps that', () => {
      const { server, client, id } = begun()
      client.say('<presence/>')
      client.lose()
      server.domain.restart('lost', START)
      const { countAfterRestart } = settings.sm.failed
      const told = back(server).element(resume(id, 0))
      const expected = countAfterRestart === 'sent' ? '1' : undefined
      assert.deepEqual([told.name, told.attribute('h')], ['failed', expected])
    })

    it('lets a session wait for its client, and no longer, whose stream ended with an error', () => {
      const { server, client, id } = begun()
      client.say(a(7)) // Of 0 that were sent.
      assert.ok(client.closed)
      const intime = server.fork()
      assert.equal(back(intime).element(resume(id, 0)).name, 'resumed')
      server.domain.advance(seconds(settings.sm.resumptionSeconds + 1))
      assert.match(back(server).elements(resume(id, 0))[0] ?? '', failed('item-not-found'))
    })

    it('tells how much an expired session had handled', () => {
      const { server, client, id } = begun()
      client.say('<presence/>')
      client.lose()
      server.domain.expireSession(id)
      const { directExpiredText: said } = settings.sm.failed
      const answer = back(server).element(resume(id, 0))
      assert.equal(answer.attribute('h'), '1')
      assert.equal(answer.child('text', 'urn:ietf:params:xml:ns:xmpp-stanzas')?.text(), said)
    })

    it('still binds after a failed resumption, without a restart', () => {
      const client = back()
      client.say(resume('x', 0))
      assert.equal(client.element(BIND_IQ).attribute('type'), 'result')
      assert.equal(client.element(ENABLE).name, 'enabled')
    })

    it('closes on a count that is too high', () => {
      const tooHigh = (h: number, sent: number): string =>
        `<stream:error><undefined-condition xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><handled-count-too-high xmlns='${SM}' h='${h}' send-count='${sent}'/></stream:error>`
      const { server, client, id } = begun()
      client.lose()
      assert.deepEqual(back(server).elements(resume(id, 5)), [tooHigh(5, 0), 'end'])
      assert.deepEqual(begun().client.elements(a(7)), [tooHigh(7, 0), 'end'])
    })

    it('takes a stale count for no error (XEP-0198 §4)', () => {
      const { server, client, id } = begun()
      client.say(PING + PING + PING)
      client.say(a(2))
      assert.deepEqual(client.elements(a(1)), [])
      client.lose()
      const [answer = '', ...rest] = back(server).elements(resume(id, 1))
      if (settings.sm.staleCount === 'failed') {
        assert.match(answer, failed('undefined-condition'))
        return
      }
      assert.equal(answer, `<resumed xmlns='${SM}' h='3' previd='${id}'/>`)
      assert.deepEqual(rest, [PONG, R])
    })

    it('refuses what comes before authentication', () => {
      const client = Connected.secured(newServer(settings))
      client.say(header())
      const [first = '', next] = client.elements(ENABLE)
      if (settings.sm.unauthenticated === 'failed') {
        assert.match(first, failed('not-authorized'))
        assert.equal(next, undefined)
      } else assert.match(first, /<not-authorized .*/)
      assert.equal(client.closed, settings.sm.unauthenticated === 'stream-error')
    })

    it('tells who speaks of it without having asked for it', () => {
      const client = back()
      client.say(BIND_IQ)
      const { notYetText } = settings.sm.failed
      for (const word of [R, a(0), resume('x', 0)]) {
        const [answer = ''] = client.elements(word)
        assert.match(answer, failed('unexpected-request'))
        assert.ok(notYetText === undefined || answer.includes(`>${notYetText}<`))
      }
    })

    it('refuses what comes too early, and nonsense', () => {
      assert.match(back().elements(ENABLE)[0] ?? '', failed(settings.sm.earlyCondition))
      assert.match(back().elements(resume('x', 'y'))[0] ?? '', failed('bad-request'))
      const { client } = begun()
      assert.match(client.elements(resume('x', 0))[0] ?? '', failed('unexpected-request'))
      assert.match(client.elements(`<enable xmlns='${SM}' max='0'/>`)[0] ?? '', /^<failed /)
      assert.match(client.elements(a('x'))[0] ?? '', /<bad-format /)
    })

    it('enables once; whoever asks again and keeps the id can still come back', () => {
      const { server, client, id } = begun()
      assert.match(client.elements(ENABLE)[0] ?? '', failed('unexpected-request'))
      client.lose()
      assert.equal(back(server).element(resume(id, 0)).name, 'resumed')
    })

    it('keeps a session as long as the client wants, where that counts, and none that wants not', () => {
      const short = Connected.secured(newServer(settings))
      short.authenticate()
      short.say(BIND_IQ)
      const enabled = short.element(`<enable xmlns='${SM}' resume='1' max='60'/>`)
      const { maxAsked, resumptionSeconds } = settings.sm
      const max = maxAsked === 'granted' ? Math.min(60, resumptionSeconds) : resumptionSeconds
      assert.equal(enabled.attribute('max'), String(max))
      const never = Connected.secured(newServer(settings))
      never.authenticate()
      never.say(BIND_IQ)
      assert.deepEqual(never.elements(`<enable xmlns='${SM}'/>`), [`<enabled xmlns='${SM}'/>`])
      never.lose()
      assert.deepEqual(never.server.domain.sessions.of('alice'), [])
    })

    it('survives in a fork, which keeps its own count', () => {
      const { server, client, id } = begun()
      client.lose()
      const forks = [server.fork(), server.fork()]
      const heard = forks.map((fork) => {
        const again = back(fork)
        again.say(resume(id, 0))
        return again.elements(`${PING}${R}`).at(-1)
      })
      assert.deepEqual(heard, [a(1), a(1)])
      assert.equal(back(server).element(resume(id, 0)).attribute('h'), '0')
    })

    const { acknowledgementSeconds: patience } = settings.sm
    // What looks at silence instead is in silence.test.ts.
    if (patience === 'unlimited') {
      assert.notEqual(settings.silenceSeconds, 'unlimited')
      return
    }
    it('gives up a connection whose client owes an acknowledgement for too long, not its session', () => {
      const { server, client, id } = begun()
      const askedAt = client.now
      assert.ok(client.say(PING).endsWith(R))
      client.say(PING) // Alive, but it does not say what it has had.
      const due = client.connection.deadline()
      // Asked at most a second later, after some thinking.
      assert.ok(due !== undefined && due - askedAt < (patience + 1) * 1e9, `${due}`)
      assert.ok(due >= askedAt + patience * 1e9 - 1e6)
      client.now = due
      client.connection.wake(due)
      assert.equal(client.hear(), '', 'not a word')
      assert.equal(client.closed, true)
      assert.equal(client.connection.deadline(), undefined)
      const again = back(server)
      assert.deepEqual(again.elements(resume(id, 1)).slice(0, 2), [
        `<resumed xmlns='${SM}' h='2' previd='${id}'/>`,
        PONG,
      ])
      again.say(a(2))
      assert.equal(again.connection.deadline(), undefined, 'nothing is owed any more')
    })
  })
}
