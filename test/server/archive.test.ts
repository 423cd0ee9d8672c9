/** The archive of an account and its roster, as servers of either shape give them out. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import { CLIENT, MAM, ROSTER, RSM, STANZA_ID } from '../../src/xmpp/namespaces.ts'
import { Archive } from '../../src/xmpp/server/archive.ts'
import { type RosterContact, Rosters } from '../../src/xmpp/server/roster.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import { BEHAVIOURS, EJABBERD, IDEAL, PROSODY } from './behaviours.ts'
import { Connected, KEYS, newServer, PASSWORD } from './connected.ts'

const news = (id: string, ...more: readonly XmlElement[]) =>
  element(
    'message',
    CLIENT,
    { to: 'alice@bench.localhost', from: 'carol@elsewhere.net/x', id, type: 'chat' },
    element('body', CLIENT, {}, id),
    ...more,
  )

const query = (set = '', attributes = " queryid='f'"): string =>
  `<iq type='set' id='q'><query xmlns='${MAM}'${attributes}>${set === '' ? '' : `<set xmlns='${RSM}'>${set}</set>`}</query></iq>`

/** What came of a query: the ids of the messages, and the answer. */
const asked = (client: Connected, text: string) => {
  const elements = client
    .ask(text)
    .flatMap((event) => (event.kind === 'element' ? [event.element] : []))
  const results = elements.filter(({ name }) => name === 'message')
  const answer = elements.find(({ name }) => name === 'iq')
  const forwarded = results.map((one) => one.child('result', MAM)?.elements()[0])
  const fin = answer?.child('fin', MAM)
  return {
    ids: forwarded.map((one) => one?.child('message', CLIENT)?.attribute('id')),
    places: results.map((one) => one.child('result', MAM)?.attribute('id') ?? ''),
    answer,
    complete: fin?.attribute('complete'),
    set: fin?.child('set', RSM),
  }
}

for (const { name, settings } of BEHAVIOURS) {
  const { archive } = settings.storage
  assert.ok(archive.kind === 'kept')

  describe(`${name}: the archive`, () => {
    /** A client, and five messages in the archive that nobody was there for. */
    const begun = () => {
      const server = newServer(settings)
      const client = Connected.secured(server)
      client.session()
      for (const id of ['1', '2', '3', '4', '5'])
        server.domain.deliver('alice', news(id), client.now)
      return { server, client }
    }

    it('gives out pages behind an id, until there are no more', () => {
      const { client } = begun()
      const first = asked(client, query('<max>2</max>'))
      assert.deepEqual(first.ids, ['1', '2'])
      const unfinished = archive.fin.complete === 'of-all' ? 'false' : undefined
      assert.equal(first.complete, unfinished)
      assert.equal(first.set?.child('last')?.text(), first.places[1])
      const second = asked(client, query(`<max>2</max><after>${first.places[1]}</after>`))
      assert.deepEqual([second.ids, second.complete], [['3', '4'], unfinished])
      const third = asked(client, query(`<max>2</max><after>${second.places[1]}</after>`))
      assert.deepEqual([third.ids, third.complete], [['5'], 'true'])
      const none = asked(client, query(`<after>${third.places[0]}</after>`))
      assert.deepEqual([none.ids, none.complete], [[], 'true'])
      assert.equal(none.set?.child('last'), undefined)
      const count = archive.fin.count === 'sent' ? '5' : undefined
      assert.equal(none.set?.child('count')?.text(), count)
    })

    it('gives out the last page, and pages before it', () => {
      const { client } = begun()
      const last = asked(client, query('<max>2</max><before/>'))
      assert.deepEqual(last.ids, ['4', '5'])
      const before = asked(client, query(`<max>9</max><before>${last.places[0]}</before>`))
      assert.deepEqual([before.ids, before.complete], [['1', '2', '3'], 'true'])
    })

    it('knows ids that it does not have in its own way', () => {
      const { client } = begun()
      const { ids, answer } = asked(client, query('<max>2</max><after>x</after>'))
      const condition = answer?.child('error')?.elements()[0]?.name
      const expected = {
        'item-not-found': [[], 'item-not-found'],
        empty: [[], undefined],
        'from-the-start': [['1', '2'], undefined],
      }
      assert.deepEqual([ids, condition], expected[archive.unknownId])
    })

    it('refuses what is no number, and searches', () => {
      const { client } = begun()
      const condition = (text: string): string | undefined =>
        client.element(text).child('error')?.elements()[0]?.name
      assert.equal(condition(query('<max>many</max>')), 'bad-request')
      const form = "<x xmlns='jabber:x:data' type='submit'><field var='with'/></x>"
      const search = `<iq type='set' id='q'><query xmlns='${MAM}'>${form}</query></iq>`
      assert.equal(condition(search), 'feature-not-implemented')
      const none = newServer({
        ...settings,
        storage: { ...settings.storage, archive: { kind: 'none' } },
      })
      const other = Connected.secured(none)
      other.session()
      assert.ok(other.element(query()).child('error')?.child('service-unavailable', STANZAS))
    })

    it('knows no pages by number (XEP-0059 §2.6)', () => {
      const { client } = begun()
      const { ids, answer } = asked(client, query('<max>2</max><index>2</index>'))
      assert.deepEqual(ids, [])
      assert.ok(answer?.child('error')?.child('feature-not-implemented', STANZAS))
    })

    it('gives no more at once than it likes to', () => {
      const { server, client } = begun()
      for (let n = 6; n <= 300; n += 1) server.domain.deliver('alice', news(`${n}`), client.now)
      assert.equal(asked(client, query()).ids.length, archive.pageDefault)
      assert.equal(asked(client, query('<max>299</max>')).ids.length, archive.pageMost)
    })

    it('marks what it delivers, and believes no marks of others', () => {
      const server = newServer(settings)
      const client = Connected.secured(server)
      client.session()
      client.say('<presence/>')
      const by = 'alice@bench.localhost'
      const forged = element('stanza-id', STANZA_ID, { by, id: 'forged' })
      const others = element('stanza-id', STANZA_ID, { by: 'room@elsewhere.net', id: 'theirs' })
      server.domain.deliver('alice', news('m', forged, others), client.now)
      const marks = [...client.hear().matchAll(/<stanza-id [^>]*by='([^']*)' id='([^']*)'/g)]
      const [theirs, own] = marks.map(([, whose, id]) => [whose, id])
      assert.equal(marks.length, 2)
      assert.deepEqual(theirs, ['room@elsewhere.net', 'theirs'])
      assert.deepEqual(own, [by, asked(client, query()).places[0]])
    })

    it('has what was sent, too, and nothing without a body', () => {
      const server = newServer(settings)
      const client = Connected.secured(server)
      client.session()
      client.say("<message to='bob@bench.localhost' id='s' type='chat'><body>s</body></message>")
      client.say("<message to='bob@bench.localhost' id='t' type='chat'/>")
      assert.deepEqual(asked(client, query()).ids, ['s'])
    })

    it('is discovered on the account', () => {
      const { client } = begun()
      const info = "<query xmlns='http://jabber.org/protocol/disco#info'/>"
      const features = (to: string): string =>
        client.say(`<iq type='get' id='d' to='${to}'>${info}</iq>`)
      assert.ok(features('alice@bench.localhost').includes(`var='${MAM}'`))
      assert.ok(features('bench.localhost').includes("var='msgoffline'"))
    })
  })
}

describe('the archive, as it is kept', () => {
  it('forgets the oldest when there are too many', () => {
    const archive = new Archive()
    for (let n = 0; n < 10_002; n += 1) {
      archive.keep('alice', { id: String(n), at: n, message: news('x') })
    }
    const page = archive.page('alice', { direction: 'behind', id: undefined, most: 1 })
    assert.deepEqual([page?.messages[0]?.id, page?.count], ['2', 10_000])
    assert.equal(archive.total('alice'), 10_002)
    const copy = archive.copy()
    copy.keep('alice', { id: 'new', at: 0, message: news('x') })
    assert.equal(archive.page('alice', { direction: 'behind', id: 'new', most: 1 }), undefined)
  })
})

describe('the archive and what has waited', () => {
  it('is instead of it for a session that has asked, at Prosody; beside it, at ejabberd', () => {
    for (const [settings, waits] of [
      [PROSODY, false],
      [EJABBERD, true],
    ] as const) {
      const server = newServer(settings)
      const client = Connected.secured(server)
      client.session()
      server.domain.deliver('alice', news('m'), client.now)
      client.say(query())
      assert.equal(client.say('<presence/>').includes("id='m'"), waits)
    }
  })

  it('is instead of it for whoever binds inline, at ejabberd', () => {
    const bind = "<bind xmlns='urn:xmpp:bind:0'><tag>x</tag></bind>"
    for (const [settings, waits] of [
      [PROSODY, true],
      [EJABBERD, false],
    ] as const) {
      const server = newServer(settings)
      const client = Connected.secured(server)
      server.domain.deliver('alice', news('m'), client.now)
      client.authenticate2(bind)
      assert.equal(client.say('<presence/>').includes("id='m'"), waits)
    }
  })
})

describe('the roster', () => {
  const CONTACTS: readonly RosterContact[] = [
    {
      address: 'carol@elsewhere.net',
      name: 'Carol',
      subscription: 'both',
      presence: 'available',
    },
    { address: 'dave@elsewhere.net', subscription: 'both', presence: 'unavailable' },
  ]
  const connected = (settings = IDEAL) => {
    const server = new Server({
      name: 'bench.localhost',
      settings,
      random: Random.seeded('server'),
      accounts: [{ local: 'alice', password: PASSWORD, contacts: CONTACTS }],
      keys: KEYS,
    })
    const client = Connected.secured(server)
    client.session()
    return { server, client }
  }
  const get = (ver?: string): string =>
    `<iq type='get' id='r'><query xmlns='${ROSTER}'${ver === undefined ? '' : ` ver='${ver}'`}/></iq>`
  const items = (answer: XmlElement): string[] =>
    answer
      .child('query', ROSTER)
      ?.elements()
      .map((item) => item.attribute('jid') ?? '') ?? []

  it('comes whole to those who have none or an old one, and not to those who have it', () => {
    for (const settings of [PROSODY, EJABBERD]) {
      const { server, client } = connected(settings)
      const all = client.element(get(''))
      assert.deepEqual(
        items(all),
        CONTACTS.map(({ address }) => address),
      )
      const ver = all.child('query', ROSTER)?.attribute('ver') ?? ''
      assert.match(ver, settings === PROSODY ? /^3$/ : /^[0-9a-f]{40}$/)
      assert.equal(client.element(get(ver)).elements().length, 0)
      server.domain.changeRoster('alice', CONTACTS[0] ?? assert.fail(), 'removed', client.now)
      client.hear()
      assert.deepEqual(items(client.element(get(ver))), ['dave@elsewhere.net'])
    }
  })

  it('may come as what has changed since (RFC 6121 §2.6.3)', () => {
    const { server, client } = connected()
    const eve: RosterContact = {
      address: 'eve@elsewhere.net',
      subscription: 'both',
      presence: 'unavailable',
    }
    server.domain.changeRoster('alice', eve, 'in', client.now)
    server.domain.changeRoster('alice', CONTACTS[1] ?? assert.fail(), 'removed', client.now)
    assert.equal(client.hear(), '', 'nobody has asked for the roster yet')
    const heard = client.elements(get('3'))
    assert.match(heard[0] ?? '', /^<iq type='result' id='r'\/>$/)
    assert.match(
      heard.find((text) => text.includes('eve')) ?? '',
      /type='set'.* ver='4'.*subscription='both'/,
    )
    assert.match(
      heard.find((text) => text.includes('dave')) ?? '',
      /ver='5'.*subscription='remove'/,
    )
    for (const strange of ['6', '0', '1.5', 'x']) {
      assert.deepEqual(items(client.element(get(strange))), [
        'carol@elsewhere.net',
        'eve@elsewhere.net',
      ])
    }
  })

  it('is changed by a client, and the others that have asked are told', () => {
    const { server, client } = connected()
    const other = Connected.secured(server, 'other')
    other.session('other')
    other.say(get())
    const set = (item: string): XmlElement =>
      client.element(`<iq type='set' id='s'><query xmlns='${ROSTER}'>${item}</query></iq>`)
    assert.equal(set("<item jid='Eve@elsewhere.net' name='Eve'/>").attribute('type'), 'result')
    assert.match(
      other.hear(),
      /<iq type='set' id='push-4'.*<item jid='eve@elsewhere.net' name='Eve'/,
    )
    for (const wrong of [
      '',
      '<item/>',
      "<item jid='a@b/c'/>",
      "<item jid='a@b'/><item jid='c@d'/>",
    ]) {
      assert.equal(set(wrong).attribute('type'), 'error', wrong)
    }
  })

  it('subscribes to nobody by a change, and ends no subscription (RFC 6121 §2.3, §2.4)', () => {
    const { server, client } = connected()
    const other = Connected.secured(server, 'other')
    other.session('other')
    other.say(get())
    const pushed = (item: string): string | undefined => {
      client.say(`<iq type='set' id='s'><query xmlns='${ROSTER}'>${item}</query></iq>`)
      return /subscription='([^']*)'/.exec(other.hear())?.[1]
    }
    const [carol = assert.fail()] = CONTACTS
    assert.equal(pushed("<item jid='eve@elsewhere.net' subscription='both'/>"), 'none')
    assert.equal(pushed(`<item jid='${carol.address}' name='C'/>`), carol.subscription)
    assert.deepEqual(server.domain.rosters.contact('alice', carol.address), { ...carol, name: 'C' })
    assert.equal(pushed(`<item jid='${carol.address}' subscription='remove'/>`), 'remove')
    assert.equal(pushed(`<item jid='${carol.address}'/>`), 'none', 'begins anew')
  })

  it('has nobody to take out who is not in it (RFC 6121 §2.5.3)', () => {
    const { server, client } = connected()
    client.say(get())
    const remove = (jid: string): string =>
      client.say(
        `<iq type='set' id='s'><query xmlns='${ROSTER}'><item jid='${jid}' subscription='remove'/></query></iq>`,
      )
    const [carol = assert.fail()] = CONTACTS
    assert.match(remove(carol.address), /<item jid='carol@elsewhere.net' subscription='remove'/)
    const version = server.domain.rosters.version('alice')
    for (const jid of [carol.address, 'nobody@elsewhere.net']) {
      const refused = remove(jid)
      assert.match(refused, /<error type='cancel'><item-not-found /)
      assert.ok(!refused.includes('<query'), 'pushed')
      assert.equal(server.domain.rosters.version('alice'), version)
    }
  })

  it('has room for half a mebioctet of addresses and names, which removals give back', () => {
    const { server, client } = connected()
    const set = (item: string): XmlElement =>
      client.element(`<iq type='set' id='s'><query xmlns='${ROSTER}'>${item}</query></iq>`)
    const long = (letter: string, octets: number): string =>
      `<item jid='${letter}@elsewhere.net' name='${'n'.repeat(octets - 'x@elsewhere.net'.length)}'/>`
    const before = CONTACTS.reduce(
      (sum, { address, name = '' }) => sum + address.length + name.length,
      0,
    )
    const part = 100_000
    const rest = 2 ** 19 - before - 3 * part
    for (const letter of ['e', 'h', 'i']) {
      assert.equal(set(long(letter, part)).attribute('type'), 'result')
    }
    const refused = set(long('f', rest + 1))
    assert.ok(
      refused.serialize('jabber:client').includes("<error type='modify'><policy-violation "),
    )
    assert.equal(server.domain.rosters.contacts('alice').length, CONTACTS.length + 3)
    assert.equal(set(long('f', rest)).attribute('type'), 'result')
    assert.equal(set("<item jid='g@elsewhere.net'/>").attribute('type'), 'error')
    const removed = "<item jid='e@elsewhere.net' name='not kept' subscription='remove'/>"
    assert.equal(set(removed).attribute('type'), 'result')
    assert.equal(set("<item jid='g@elsewhere.net'/>").attribute('type'), 'result')
  })

  it('is that of a copy alone once either has changed', () => {
    const rosters = new Rosters(IDEAL.storage.roster)
    const addresses = (of: Rosters): string[] => of.contacts('a').map(({ address }) => address)
    const add = (to: Rosters, address: string): unknown =>
      to.change('a', { address, subscription: 'none', presence: 'unavailable' }, 'in')
    add(rosters, 'b@c')
    const copy = rosters.copy()
    add(rosters, 'd@e')
    add(copy, 'f@g')
    add(rosters, 'h@i')
    assert.deepEqual(addresses(rosters), ['b@c', 'd@e', 'h@i'])
    assert.deepEqual(addresses(copy), ['b@c', 'f@g'])
    assert.deepEqual([rosters.version('a'), copy.version('a')], ['4', '3'])
  })

  it('brings the presence of those who are there', () => {
    const { client } = connected()
    const heard = client.say('<presence/>')
    assert.match(
      heard,
      /<presence from='carol@elsewhere.net\/[^']*' to='alice@bench.localhost\/bench'\/>/,
    )
    assert.ok(!heard.includes('dave'))
    assert.ok(!client.say('<presence/>').includes('carol'), 'not again')
  })
})

const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas'
