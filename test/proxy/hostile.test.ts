/**
 * Clients and servers that mean no good, half of which is gone, or who are not there: the proxy passes on
 * what there is, whatever it is, and lets go of the rest; and so does `serve` behind a link.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { connect as tlsConnect } from 'node:tls'
import fc from 'fast-check'
import { type Serving, serve } from '../../src/index.ts'
import { within } from '../cli/within.ts'
import { PASSWORD } from '../serve/hosting.ts'
import { HEADER, plainLogin, RawClient } from '../serve/raw-client.ts'
import { allOf, echo, HOST, octets, staged } from './stage.ts'

const deep = (levels: number, attributes: string): string =>
  `${`<a${attributes}>`.repeat(levels)}${'</a>'.repeat(levels)}`
const declarations = Array.from({ length: 64 }, (_, index) => ` xmlns:p${index}='u'`).join('')
/** A record of TLS with so little in it, again and again. */
const records = (length: number): Buffer =>
  Buffer.concat(Array.from({ length }, () => Buffer.from([23, 3, 3, 0, 1, 0])))

const MEAN: Readonly<Record<string, Uint8Array>> = {
  'elements within elements, with many names': Buffer.from(HEADER + deep(64, declarations)),
  'an element that never ends': Buffer.from(`${HEADER}<a b='${'x'.repeat(255_000)}`),
  'records of one octet': Buffer.concat([Buffer.from([22, 3, 1, 0, 1, 1]), records(5_000)]),
  'a record that is longer than any': Buffer.concat([
    Buffer.from([22, 3, 1, 255, 255]),
    octets(70_000),
  ]),
  'white space without an end': Buffer.alloc(300_000, ' '),
  'the head of a request that never ends': Buffer.from(`POST / HTTP/1.1\r\n${'a'.repeat(20_000)}`),
  'control characters': Buffer.from(`${HEADER}<auth mechanism='\u009b31m\u0085\n'/>`),
}

describe('what means no good', () => {
  for (const [what, said] of Object.entries(MEAN)) {
    it(`crosses the proxy as it is, both ways: ${what}`, async () => {
      const { reports, remarks } = await staged({ rtt: '2ms' }, echo, async ({ client }) => {
        const socket = await client()
        socket.end(said)
        assert.ok((await allOf(socket)).equals(said))
      })
      assert.deepEqual(reports[0]?.octets.total, { up: said.length, down: said.length })
      assert.deepEqual(remarks, [])
    })
  }

  it('may be octets of any kind, from either side', async () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 300 })
    const beginning = fc.constantFrom('', '\u0016\u0003\u0001', '<', HEADER, 'GET ', 'POST ')
    const said = fc.tuple(beginning, noise).map((parts) => Buffer.concat(parts.map(Buffer.from)))
    let answer = Buffer.alloc(0)
    const serving = (socket: Socket): void => {
      socket.resume()
      socket.once('end', () => socket.end(answer))
    }
    const { remarks } = await staged({ rtt: '1ms' }, serving, async ({ client }) => {
      await fc.assert(
        fc.asyncProperty(said, said, async (asked, answered) => {
          answer = answered
          const socket = await client()
          socket.end(asked)
          assert.ok((await allOf(socket)).equals(answered))
        }),
        { numRuns: 30, seed: 1 },
      )
    })
    assert.deepEqual(remarks, [])
  })
})

/** What the other side says, to the end of its half; this one stays open. */
const itsHalf = (socket: Socket): Promise<Buffer> =>
  new Promise((resolve) => {
    const parts: Buffer[] = []
    socket.on('data', (part) => parts.push(part))
    socket.once('end', () => resolve(Buffer.concat(parts)))
  })

describe('a connection of which one half is over', () => {
  it('goes on the other way, whichever half it is', async () => {
    const much = octets(100_000)
    // First what the client has to say, to its end; then what the server has.
    const afterwards = async (socket: Socket): Promise<void> => {
      await itsHalf(socket)
      socket.end(much)
    }
    await staged({ rtt: '2ms' }, afterwards, async ({ client }) => {
      const socket = await client()
      socket.end(much)
      assert.ok((await allOf(socket)).equals(much))
    })
    let told: (said: Buffer) => void = () => {}
    const heard = new Promise<Buffer>((resolve) => (told = resolve))
    const before = (socket: Socket): void => {
      socket.end(much)
      void itsHalf(socket).then(told)
    }
    await staged({ rtt: '2ms' }, before, async ({ client }) => {
      const socket = await client()
      assert.ok((await itsHalf(socket)).equals(much))
      socket.end(much)
      assert.ok((await heard).equals(much))
    })
  })
})

describe('a server that goes away while clients come', () => {
  it('is a reset to each of them, as from a host where nobody listens', async () => {
    const server = createServer(echo).listen(0, HOST)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { reports } = await staged(
      { rtt: '2ms', to: [`${HOST}:${port}`] },
      echo,
      async (stage) => {
        server.close()
        await once(server, 'close')
        for (let times = 0; times < 2; times += 1) {
          const socket = await stage.client()
          socket.write('?')
          const [error] = await once(socket, 'error')
          assert.equal(error.code, 'ECONNRESET')
        }
      },
    )
    const refused = [undefined, undefined, { server: `${HOST}:${port}`, code: 'ECONNREFUSED' }]
    assert.deepEqual(
      reports.map(({ connectedMs, answeredMs, unreached }) => [connectedMs, answeredMs, unreached]),
      [refused, refused],
    )
  })
})

describe('xmpp-rtt proxy', () => {
  const open = async (): Promise<{
    readonly port: number
    readonly close: () => Promise<void>
  }> => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      echo(socket)
    }).listen(0, HOST)
    await once(server, 'listening')
    return {
      port: (server.address() as AddressInfo).port,
      close: async () => {
        for (const socket of sockets) socket.destroy()
        server.close()
        await once(server, 'close')
      },
    }
  }

  it('tells in one line of a port that is taken, and of a server that is not there', async () => {
    const { port, close } = await open()
    const link = ['proxy', '--rtt', '1ms', '--to', `${HOST}:${port}`]
    const taken = await within([...link, '--listen', String(port)])
    await close()
    const absent = await within([...link, '--listen', '0'])
    for (const [{ code, stdout, stderr }, why] of [
      [taken, /EADDRINUSE/],
      [absent, /ECONNREFUSED/],
    ] as const) {
      assert.deepEqual([code, stdout, stderr.trim().split('\n').length], [3, '', 1], stderr)
      assert.match(stderr, why)
    }
  })

  it('told to end in the middle breaks everything off, tells of it, and leaves nothing open', async () => {
    const { port, close } = await open()
    const before = openSockets()
    const abort = new AbortController()
    const clients: Socket[] = []
    const ended = within(['proxy', '--rtt', '1ms', '--to', `${HOST}:${port}`, '--listen', '0'], {
      signal: abort.signal,
      heard: (stderr) => {
        const [, listening] = /127\.0\.0\.1:(\d+) /.exec(stderr) ?? []
        if (listening === undefined || clients.length > 0) return
        const socket = connect(Number(listening), HOST, () => socket.write('?'))
        clients.push(socket)
        socket.on('error', () => {})
        socket.once('data', () => abort.abort())
      },
    })
    const { code, stdout } = await ended
    assert.equal(code, 0)
    assert.match(stdout, /^#1 .*\n1 connection, /)
    const [client] = clients
    await new Promise<void>((resolve) => {
      if (client === undefined || client.closed) resolve()
      else client.once('close', () => resolve())
    })
    await close()
    // That of the server itself is closed by now as well; what is closed is gone some turns later.
    for (let turns = 0; openSockets().length >= before.length && turns < 1_000; turns += 1)
      await new Promise((resolve) => setTimeout(resolve, 10))
    assert.ok(openSockets().length < before.length, openSockets().join())
  })
})

/** Of this process. */
const openSockets = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((kind) => /^TCP|^Pipe/.test(kind))

describe('serve behind a link', () => {
  let serving: Serving
  const remarks: string[] = []
  before(async () => {
    serving = await serve(
      { port: 0, tlsPort: 0, accounts: ['alice'], password: PASSWORD, profile: 'wifi_home' },
      { onConnection: () => {}, onRemark: (text) => remarks.push(text) },
    )
  })
  after(() => serving.close())

  for (const [what, said] of Object.entries(MEAN)) {
    it(`lets go of ${what}`, async () => {
      for (const port of [serving.ports.starttls, serving.ports.direct]) {
        const client = await RawClient.clear(port)
        client.say(said)
        client.socket.end()
        await client.end()
      }
    })
  }

  it('serves honest clients after all that, and made no mistakes of its own', async () => {
    const ca = serving.certificate.chain
    const socket = tlsConnect({
      port: serving.ports.direct,
      host: HOST,
      servername: 'localhost',
      ca,
    })
    const client = new RawClient(socket)
    await once(socket, 'secureConnect')
    client.say(HEADER + plainLogin(PASSWORD))
    assert.match(await client.hear(/<\/success>/), /<bound /)
    client.say('</stream:stream>')
    await client.end()
    assert.deepEqual(remarks, [])
  })
})
