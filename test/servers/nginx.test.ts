/** The request that nginx's mail proxy makes of a login service, and what it does about the answer. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { LoginService, request } from '../../src/front/auth-http.ts'
import { NOTHING } from '../../src/sasl/octets.ts'
import { unless } from './installed.ts'
import { type Nginx, startNginx } from './nginx.ts'
import { DOMAIN } from './real-server.ts'

/** Octets that mean something to HTTP, to URIs, or to neither. */
const USER = 'alice+bench@example.org'
const PASSWORD = 'correct horse 100% ü/?&=~voilà'

type Happening = 'asked' | 'connected behind' | 'logged in behind'

interface Scene {
  readonly nginx: Nginx
  /** What the service has read, connection by connection. */
  readonly requests: readonly string[]
  readonly happened: readonly Happening[]
}

const listening = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Our end of the service, and an IMAP server of two answers behind. */
async function withNginx(action: (scene: Scene) => Promise<void>): Promise<void> {
  const requests: string[] = []
  const happened: Happening[] = []
  const behind = createServer((socket) => {
    happened.push('connected behind')
    socket.write('* OK ready\r\n')
    let heard = ''
    socket.on('data', (octets) => {
      heard += octets
      // A literal of each: nginx waits for leave to send it.
      if (/\}\r\n$/.test(heard)) socket.write('+ go on\r\n')
      else if (heard.endsWith('\r\n')) {
        happened.push('logged in behind')
        socket.write(`${heard.split(' ')[0]} OK done\r\n`)
      }
      heard = heard.endsWith('\r\n') && !/\}\r\n$/.test(heard) ? '' : heard
    })
  })
  const behindPort = await listening(behind)
  const service = createServer((socket) => {
    happened.push('asked')
    const index = requests.push('') - 1
    const end = new LoginService((user, password) => user === USER && password === PASSWORD)
    socket.on('data', (bytes) => {
      requests[index] += bytes.toString('latin1')
      end.handle({ kind: 'received', bytes, early: false })
      for (let command = end.poll(); command !== undefined; command = end.poll()) {
        if (command.kind === 'send') socket.write(elsewhere(command.bytes, behindPort))
        else socket.end()
      }
    })
  })
  try {
    const nginx = await startNginx(await listening(service))
    try {
      await action({ nginx, requests, happened })
    } finally {
      await nginx.stop()
    }
  } finally {
    behind.close()
    service.close()
  }
}

/** The server that is behind here. */
const elsewhere = (answer: Uint8Array, port: number): string =>
  Buffer.from(answer)
    .toString()
    .replace('192.0.2.80', '127.0.0.1')
    .replace('Auth-Port: 5222', `Auth-Port: ${port}`)

const line = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    socket.once('data', (octets) => resolve(octets.toString()))
    socket.once('close', () => resolve('closed'))
  })

/** What the client hears of its login. */
async function login(
  { port, caFile }: Nginx,
  password: string,
  version: '1.2' | '1.3' = '1.3',
): Promise<[TLSSocket, string]> {
  const maxVersion = `TLSv${version}` as const
  const ca = readFileSync(caFile)
  const socket = connect({ port, host: '127.0.0.1', servername: DOMAIN, ca, maxVersion })
  assert.match(await line(socket), /^\* OK/)
  socket.write('a AUTHENTICATE PLAIN\r\n')
  assert.match(await line(socket), /^\+/)
  socket.write(`${Buffer.from(`\0${USER}\0${password}`).toString('base64')}\r\n`)
  return [socket, await line(socket)]
}

describe('nginx as a mail proxy', unless('nginx'), () => {
  for (const version of ['1.2', '1.3'] as const) {
    it(`asks what ours asks of TLS ${version}, once, and the server behind when it has been told which`, () =>
      withNginx(async ({ nginx, requests, happened }) => {
        const [socket, outcome] = await login(nginx, PASSWORD, version)
        socket.destroy()
        assert.match(outcome, /^a OK/)
        assert.deepEqual(happened, ['asked', 'connected behind', 'logged in behind'])
        const asked = { message: NOTHING, user: USER, password: PASSWORD }
        const ours = Buffer.from(request(asked, version)).toString('latin1')
        const real = requests[0]
          ?.replace('Auth-Protocol: imap', 'Auth-Protocol: xmpp')
          .replace('Client-IP: 127.0.0.1', 'Client-IP: 192.0.2.42')
          .replace(/Host: [^\r]*/, 'Host: auth.internal')
        assert.equal(real, ours)
      }))
  }

  it('ends the connection of whom it is told to refuse', () =>
    withNginx(async ({ nginx, happened }) => {
      const [socket, outcome] = await login(nginx, 'wrong')
      assert.match(outcome, /^a NO Invalid login or password/)
      if (!socket.closed) await once(socket, 'close')
      assert.deepEqual(happened, ['asked'])
    }))
})
