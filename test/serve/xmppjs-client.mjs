/**
 * Logs in, loses its connection so many times, says goodbye: `@xmpp/client`, for serve's test.
 * The server's certificate is trusted by NODE_EXTRA_CA_CERTS.
 */
import process from 'node:process'
import { client } from '@xmpp/client'

const [service, losses] = process.argv.slice(2)
const xmpp = client({
  service,
  domain: 'localhost',
  username: 'alice',
  password: process.env.XMPP_PASSWORD,
})

let left = Number(losses)
const ready = (what) => {
  process.stdout.write(`${what}\n`)
  if (left === 0) {
    xmpp.stop()
    return
  }
  left -= 1
  // A moment later: with ejabberd it asks for stream management once more after it is online.
  // What it calls a socket may be a wrapper of its own around Node's.
  setTimeout(() => (xmpp.socket.socket ?? xmpp.socket).destroy(), 200)
}

xmpp.on('online', () => ready('online'))
xmpp.streamManagement.on('resumed', () => ready('resumed'))
xmpp.on('error', (error) => process.stderr.write(`${error.message}\n`))
await xmpp.start()
