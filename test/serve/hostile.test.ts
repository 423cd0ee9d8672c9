/** Whatever comes in: the server stays up, says no, and lets go of it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { LISTENING_LIMITS, type ListeningLimits } from '../../src/attach/listening/limits.ts'
import type { ServeRunOptions } from '../../src/run/serve/serve.ts'
import { bytes, milliseconds, seconds } from '../../src/units.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { Hosting, PASSWORD } from './hosting.ts'
import { HEADER, plainLogin, RawClient } from './raw-client.ts'

/** An honest client still gets in: one flight, and a session. */
const works = async (hosting: Hosting): Promise<void> => {
  const client = await RawClient.direct(hosting.port('direct'))
  client.say(HEADER + plainLogin(PASSWORD))
  assert.match(await client.hear(/<\/success>/), /<bound /)
  client.say('</stream:stream>')
  await client.end()
}

/** Longer than any machine is busy: nobody has to go for being slow. */
const NEVER = seconds(3600)
const GENEROUS: ListeningLimits = {
  ...LISTENING_LIMITS,
  handshake: NEVER,
  idle: NEVER,
  farewell: NEVER,
}

describe('serve, with clients that mean no good', () => {
  let hosting: Hosting
  before(async () => {
    const limits = { ...GENEROUS, unsent: bytes(256 << 10) }
    hosting = await Hosting.open('prosody', { patience: NEVER, limits })
  })
  after(() => hosting.close())

  it('answers what is not XML with a stream error, and closes', async () => {
    for (const text of ['GET / HTTP/1.1\r\n\r\n', '</x>', '<a><b></a>', '\0', '<!DOCTYPE x>']) {
      const client = await RawClient.clear(hosting.port('starttls'))
      client.say(text)
      assert.match(await client.end(), /<stream:error>/, text)
    }
  })

  it('answers in the clear what has no business there', async () => {
    const client = await RawClient.clear(hosting.port('starttls'))
    client.say(`${HEADER}<iq type='get' id='1'/>`)
    assert.match(await client.end(), /<not-authorized /)
  })

  it('drops what is not TLS where TLS belongs', async () => {
    const direct = await RawClient.clear(hosting.port('direct'))
    direct.say(HEADER)
    assert.doesNotMatch(await direct.end(), /stream/)
    const upgraded = await RawClient.clear(hosting.port('starttls'))
    upgraded.say(`${HEADER}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`)
    await upgraded.hear(/<proceed /)
    upgraded.say(HEADER)
    assert.doesNotMatch((await upgraded.end()).split('<proceed ')[1] ?? '', /<stream/)
  })

  it('refuses elements without an end before authentication', async () => {
    const client = await RawClient.direct(hosting.port('direct'))
    client.say(`${HEADER}<auth>${'x'.repeat(20_000)}`)
    assert.match(await client.end(), /<policy-violation /)
  })

  it('drops a client that asks and never reads', async () => {
    const client = await RawClient.direct(hosting.port('direct'))
    // Without stream management, whose ledger would be full first.
    client.say(HEADER + plainLogin(PASSWORD).replace(/<enable[^>]*>/, ''))
    await client.hear(/<\/success>/)
    client.socket.pause()
    const ping = `<iq type='get' id='${'p'.repeat(200_000)}'><ping xmlns='urn:xmpp:ping'/></iq>`
    // 200 × 200 kB = 40 MB of answers: more than the kernel's buffers and ours take.
    const ask = (left: number): void => {
      if (left > 0 && !client.closed) client.socket.write(ping, () => ask(left - 1))
    }
    ask(200)
    await client.end()
    // Of all clients so far this is the first that became ready before it was dropped.
    await hosting.ready()
  })

  it('survives octets of any kind, on any port, in any state', async () => {
    const openings = [
      '',
      HEADER,
      `${HEADER}<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>`,
      HEADER + plainLogin(PASSWORD),
    ]
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.constantFrom('<', '>', '/', "'", '<iq', ' xmlns', '=', '&', 'é', HEADER, ']]>'))
        .map((parts) => Buffer.from(parts.join(''))),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...openings),
        noise,
        fc.constantFrom('starttls', 'direct', 'tls'),
        async (opening, octets, way) => {
          const client =
            way === 'tls'
              ? await RawClient.direct(hosting.port('direct'))
              : await RawClient.clear(hosting.port(way))
          client.say(Buffer.concat([Buffer.from(opening), octets]))
          client.socket.end()
          await client.end()
        },
      ),
      { numRuns: 60, seed: 1 },
    )
  })

  it('serves honest clients after all that, and made no mistakes of its own', async () => {
    await works(hosting)
    assert.deepEqual(hosting.remarks, [])
  })
})

/** The server goes whatever becomes of the test. */
async function at(
  server: string,
  options: Partial<ServeRunOptions>,
  action: (hosting: Hosting) => Promise<void>,
): Promise<readonly ServedConnection[]> {
  const hosting = await Hosting.open(server, options)
  try {
    await action(hosting)
  } finally {
    await hosting.close()
  }
  return hosting.reports
}

describe('serve', () => {
  const within = (
    change: Partial<ServeRunOptions>,
    action: (hosting: Hosting) => Promise<void>,
  ): Promise<readonly ServedConnection[]> =>
    at('prosody', { patience: NEVER, limits: GENEROUS, ...change }, action)

  it('lets go of handshakes that go no further', async () => {
    await within({ limits: { ...GENEROUS, handshake: milliseconds(50) } }, async (hosting) => {
      const client = await RawClient.clear(hosting.port('direct'))
      await client.end()
    })
  })

  it('lets go of clients that do not authenticate', async () => {
    await within({ patience: milliseconds(50) }, async (hosting) => {
      const client = await RawClient.clear(hosting.port('starttls'))
      client.say(HEADER)
      await client.end()
    })
  })

  it('lets go of clients that say nothing', async () => {
    await within({ limits: { ...GENEROUS, idle: milliseconds(50) } }, async (hosting) => {
      const client = await RawClient.clear(hosting.port('starttls'))
      await client.end()
    })
  })

  it('lets the oldest client go that has not logged in, for one more than it has room for', async () => {
    await within({ limits: { ...GENEROUS, connections: 8 } }, async (hosting) => {
      const inside = await RawClient.direct(hosting.port('direct'))
      inside.say(HEADER + plainLogin(PASSWORD))
      await inside.hear(/<\/success>/)
      const silent: RawClient[] = []
      for (let i = 0; i < 20; i += 1) {
        const client = await RawClient.clear(hosting.port('starttls'))
        silent.push(client)
        // 7 places beside the one that is taken.
        await silent[i - 7]?.end()
      }
      assert.equal(silent.filter(({ closed }) => closed).length, 13)
      await works(hosting)
      assert.equal(inside.closed, false)
      // 13 for the silent, one for the last; told of the first and the tenth.
      assert.deepEqual(hosting.remarks, [
        'closed the oldest connection that had not logged in: too many are open',
        'closed the oldest connection that had not logged in: too many are open (10 times so far)',
      ])
      for (const client of [inside, ...silent]) client.socket.destroy()
    })
  })

  it('turns clients away where everybody inside has logged in', async () => {
    await within({ limits: { ...GENEROUS, connections: 2 } }, async (hosting) => {
      const inside = await Promise.all([0, 1].map(() => RawClient.direct(hosting.port('direct'))))
      for (const client of inside) client.say(HEADER + plainLogin(PASSWORD))
      for (const client of inside) await client.hear(/<\/success>/)
      for (let i = 0; i < 3; i += 1) {
        const outside = await RawClient.clear(hosting.port('starttls'))
        assert.equal(await outside.end(), '')
      }
      assert.deepEqual(hosting.remarks, ['turned a connection away: too many are open'])
      for (const client of inside) client.socket.destroy()
      // The server has noticed, and has room again.
      await hosting.enough(2)
      await works(hosting)
    })
  })

  it('does not report those who only look whether the port is open', async () => {
    const reports = await within({}, async (hosting) => {
      const client = await RawClient.clear(hosting.port('starttls'))
      client.socket.destroy()
      await client.end()
      await works(hosting)
    })
    assert.deepEqual(
      reports.map(({ outcome }) => outcome.kind),
      ['ready'],
    )
  })
})

describe('serve, with several sessions', () => {
  it('closes the connection whose session another one resumes', async () => {
    await at('everything', {}, async (hosting) => {
      const first = await RawClient.direct(hosting.port('direct'))
      first.say(HEADER + plainLogin(PASSWORD))
      const [, id] = /<enabled [^>]*id='([^']+)'/.exec(await first.hear(/<\/success>/)) ?? []
      const second = await RawClient.direct(hosting.port('direct'))
      const resume = `<resume xmlns='urn:xmpp:sm:3' h='0' previd='${id}'/>`
      second.say(
        HEADER + plainLogin(PASSWORD).replace('</authenticate>', `${resume}</authenticate>`),
      )
      assert.match(await second.hear(/<\/success>/), /<resumed /)
      // XEP-0198 §5: told at once, though nothing comes in on this connection.
      assert.match(await first.end(), /<conflict /)
      second.socket.destroy()
      // Which of them is seen to be gone first is the machine's matter.
      const ways = (await hosting.enough(2)).map(({ outcome }) =>
        outcome.kind === 'ready' ? outcome.way : outcome.kind,
      )
      assert.deepEqual(ways.sort(), ['bound', 'resumed'])
    })
  })

  it('delivers messages to the connections of others', async () => {
    const accounts = ['alice', 'bob'].map((local) => ({ local, password: PASSWORD }))
    const reports = await at('everything', { accounts }, async (hosting) => {
      const clients = await Promise.all([0, 1].map(() => RawClient.direct(hosting.port('direct'))))
      const [sender, receiver] = clients
      assert.ok(sender && receiver)
      for (const client of clients) client.say(HEADER + plainLogin(PASSWORD))
      const bound = await receiver.hear(/<\/success>/)
      await sender.hear(/<\/success>/)
      const [, address] = /<authorization-identifier>([^<]+)/.exec(bound) ?? []
      sender.say(`<message to='${address}'><body>hello</body></message>`)
      assert.match(await receiver.hear(/<\/message>/), /<body>hello<\/body>/)
    })
    // Ended by the server's end: still reported.
    assert.equal(reports.length, 2)
  })
})
