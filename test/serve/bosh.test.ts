/** BOSH against `serve`: a client from npm, with TLS and without, our own, and whoever means no good. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { clientCarriage } from '../../src/run/carriage.ts'
import { milliseconds } from '../../src/units.ts'
import { BLANK, remember } from '../../src/xmpp/dialogue/memory.ts'
import { strategyNamed } from '../dialogue/scene.ts'
import { ACCOUNT, HOST, Hosting, PLACE } from './hosting.ts'
import { npmClient, savings, watched } from './programs.ts'
import { SocketClient } from './socket-client.ts'

const urlOf = (scheme: 'http' | 'https', port: number): string =>
  `${scheme}://${scheme === 'http' ? HOST : 'localhost'}:${port}/http-bind`

describe('clients of BOSH', { concurrency: true }, () => {
  // TCP, the session, SCRAM, the restarted stream; then strophe.js binds and asks for the session of
  // RFC 3921, and stanza binds and enables stream management.
  const common = { tcp: 1, upgrade: 1, auth: 2, restart: 1 }
  const waits = {
    strophe: { ...common, bind: 2 },
    stanza: { ...common, bind: 1, sm: 1 },
  } as const

  for (const client of ['strophe', 'stanza'] as const) {
    for (const [scheme, tls] of [
      ['http', undefined],
      ['https', { version: '1.3', resumed: false }],
    ] as const) {
      it(`${client} gets through by ${scheme}, and what it waits for is counted`, async () => {
        const { said, reports } = await watched('prosody', 1, (hosting, ca) =>
          npmClient(client, urlOf(scheme, hosting.port('bosh')), ca),
        )
        assert.ok(said.includes('online'), said.join(' '))
        const report = reports.find(({ outcome }) => outcome.kind === 'ready')
        assert.deepEqual(report?.outcome, { kind: 'ready', way: 'bound' })
        assert.deepEqual(report.negotiated.tls, tls)
        assert.equal(report.negotiated.security, 'bosh')
        const withTls = tls === undefined ? {} : { tls: 1 }
        assert.deepEqual(report.waits.byLayer, { ...waits[client], ...withTls })
        // The restarted stream, and two behind it, as README.md has it.
        assert.equal(savings(report)['sasl2-unused'], 3)
      })
    }
  }
})

describe('a session of BOSH', () => {
  for (const server of ['ideal', 'prosody', 'ejabberd'] as const) {
    it(`goes on over another connection (${server}), and is reported of once`, async () => {
      const hosting = await Hosting.open(server)
      const comeBy = async (name: string, memory = BLANK) => {
        const { said, over } = strategyNamed(name)
        const script = said.script(ACCOUNT, memory)
        const carriage = clientCarriage(over, PLACE, memory)
        const client = new SocketClient(hosting.port('bosh'), script, {}, carriage)
        const outcome = await client.outcome
        assert.ok(outcome.kind === 'ready', JSON.stringify(outcome))
        client.lose()
        return remember(outcome.stream, client.carried)
      }
      const first = await comeBy('legacy-bosh')
      const again = await comeBy('continued-bosh', first)
      assert.equal(again.http?.session.id, first.http?.session.id)
      await hosting.close()
      assert.deepEqual(
        hosting.reports.map(({ outcome, waits }) => [outcome, waits.total]),
        [[{ kind: 'ready', way: 'bound' }, 7]],
      )
      assert.deepEqual(hosting.remarks, [])
    })
  }
})

/** One request behind the other on a connection, each when the one before has been answered. */
const talk = async (port: number, bodies: readonly ((sid: string) => string)[]) => {
  const socket = connect(port, HOST)
  const octets = { up: 0, down: 0 }
  let sid = ''
  for (const body of bodies) {
    const words = posted(body(sid))
    octets.up += words.length
    socket.write(words)
    const [answer] = await once(socket, 'data')
    octets.down += answer.length
    sid = /sid='([^']+)'/.exec(String(answer))?.[1] ?? sid
  }
  return { socket, octets }
}

describe('the octets of a session of BOSH', () => {
  const OPENED = `rid='1' to='localhost' wait='60' hold='1' ver='1.11' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'`

  it('are all that its connections have carried, the last answer too', async () => {
    const hosting = await Hosting.open('prosody')
    const { socket, octets } = await talk(hosting.port('bosh'), [
      () => `<body ${NS} ${OPENED}/>`,
      (sid) => `<body ${NS} rid='2' sid='${sid}' type='terminate'/>`,
    ])
    try {
      const [report] = await hosting.enough(1)
      assert.deepEqual(report?.octets.total, octets)
    } finally {
      socket.destroy()
      await hosting.close()
    }
  })

  it('are there of one that is refused', async () => {
    const hosting = await Hosting.open('prosody')
    const { socket, octets } = await talk(hosting.port('bosh'), [
      () => `<body ${NS} ${OPENED.replace('localhost', 'nope.example')}/>`,
    ])
    try {
      const [report] = await hosting.enough(1)
      assert.deepEqual([report?.outcome.kind, report?.octets.total], ['failed', octets])
    } finally {
      socket.destroy()
      await hosting.close()
    }
  })

  it('are there of one that ends with its server', async () => {
    const hosting = await Hosting.open('prosody')
    const { octets } = await talk(hosting.port('bosh'), [() => `<body ${NS} ${OPENED}/>`])
    await hosting.close()
    assert.deepEqual(hosting.reports[0]?.octets.total, octets)
  })
})

/** Says this, in a connection of its own, and returns what it has heard when that is closed. */
const told = (port: number, words: string, end: 'closes' | 'waits' = 'closes'): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, HOST, () => {
      socket.write(words)
      if (end === 'closes') socket.end()
    })
    let heard = ''
    socket.on('data', (octets) => {
      heard += octets.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })

const posted = (body: string, target = '/http-bind', field = ''): string =>
  `POST ${target} HTTP/1.1\r\nHost: localhost\r\n${field}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const NS = "xmlns='http://jabber.org/protocol/httpbind'"

describe('a request that asks for its connection to be closed', () => {
  const closing = (body: string) => posted(body, '/http-bind', 'Connection: x, Close\r\n')
  const beginning = `<body ${NS} rid='1' to='localhost' wait='60' hold='1' ver='1.11' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'/>`

  for (const server of ['ideal', 'prosody', 'ejabberd'] as const) {
    it(`has the last answer on it (${server}), and the session goes on elsewhere`, async () => {
      const hosting = await Hosting.open(server)
      try {
        const port = hosting.port('bosh')
        // What is said behind it is not read.
        const heard = await told(port, closing(beginning) + posted('', '/'), 'waits')
        const [head = '', body = ''] = heard.split('\r\n\r\n')
        assert.match(head, /^HTTP\/1\.1 200 /)
        assert.deepEqual(head.match(/^connection: .*$/gim), ['Connection: close'])
        assert.equal(body.length, Number(/^Content-Length: (\d+)$/im.exec(head)?.[1]))
        const [, sid = ''] = /sid='([^']+)'/.exec(body) ?? []
        const ended = `<body ${NS} rid='2' sid='${sid}' type='terminate'/>`
        assert.doesNotMatch(await told(port, closing(ended), 'waits'), /item-not-found/)
      } finally {
        await hosting.close()
      }
    })
  }
})

describe('BOSH that means no good', () => {
  for (const [what, words, answer] of [
    ['asks for something else', posted('', '/'), /^HTTP\/1\.1 404 /],
    ['does not post', 'GET /http-bind HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 405 /],
    ['speaks no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    // RFC 9112 §3.2.
    ['names no host', 'POST /http-bind HTTP/1.1\r\nHost: a b\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['never ends its head', 'x'.repeat(9_000), /^HTTP\/1\.1 431 /],
    [
      'announces too much',
      'POST /http-bind HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n',
      /^HTTP\/1\.1 413 /,
    ],
    [
      'sends chunks',
      'POST /http-bind HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 501 /,
    ],
    ['sends no XML', posted('hello'), /condition='bad-request'/],
    ['sends another element', posted("<x xmlns='y'/>"), /condition='bad-request'/],
    ['does not count', posted(`<body ${NS} to='localhost' wait='60'/>`), /condition='bad-request'/],
    ['names nobody', posted(`<body ${NS} rid='1' wait='60'/>`), /condition='improper-addressing'/],
    [
      'guesses a session',
      posted(`<body ${NS} rid='1' sid='0123456789'/>`),
      /condition='item-not-found'/,
    ],
  ] as const) {
    it(`and ${what} is told so`, async () => {
      const hosting = await Hosting.open('prosody')
      try {
        assert.match(await told(hosting.port('bosh'), words), answer)
        assert.deepEqual((await hosting.enough(1))[0]?.outcome, { kind: 'no-stream' })
        assert.deepEqual(hosting.remarks, [])
      } finally {
        await hosting.close()
      }
    })
  }

  it('and begins a session without logging in has to go when its time is over', async () => {
    const hosting = await Hosting.open('prosody', { patience: milliseconds(50) })
    const body = `<body ${NS} rid='1' to='localhost' wait='60' hold='1' ver='1.11' xmpp:version='1.0' xmlns:xmpp='urn:xmpp:xbosh'/>`
    const socket = connect(hosting.port('bosh'), HOST, () => socket.write(posted(body)))
    let heard = ''
    socket.on('data', (octets) => {
      heard += String(octets)
    })
    // The next request is held until there is something to say.
    socket.once('data', (octets) => {
      const [, sid = ''] = /sid='([^']+)'/.exec(String(octets)) ?? []
      socket.write(posted(`<body ${NS} rid='2' sid='${sid}'/>`))
    })
    try {
      await once(socket, 'close')
      assert.match(heard, /type='terminate'/)
      const [report] = await hosting.enough(1)
      assert.equal(report?.outcome.kind, 'gone')
    } finally {
      socket.destroy()
      await hosting.close()
    }
  })
})
