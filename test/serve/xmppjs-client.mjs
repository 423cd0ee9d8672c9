/**
 * Logs in, loses its connection so many times, says goodbye: `@xmpp/client`, for serve's test.
 * The server's certificate is trusted by NODE_EXTRA_CA_CERTS. Where a server offers stream
 * management again behind a login that had it (`again`), it is lost only after the client has
 * asked again and was refused.
 */
import process from 'node:process'
import { client, xml } from '@xmpp/client'

const SM = 'urn:xmpp:sm:3'

const [service, losses, offered] = process.argv.slice(2)
const xmpp = client({
  service,
  domain: process.env.XMPP_DOMAIN ?? 'localhost',
  username: 'alice',
  password: process.env.XMPP_PASSWORD,
  // However busy the machine is.
  timeout: 600_000,
})
xmpp.reconnect.delay = 1

/** Where the server resets instead of closing, the client would stay for as long as it may take. */
const end = () => setImmediate(() => process.exit())

let left = Number(losses)
const part = () => {
  if (left === 0) {
    xmpp.on('disconnect', end)
    xmpp.on('offline', end)
    xmpp.stop().then(end, end)
    return
  }
  left -= 1
  // What it calls a socket may be a wrapper of its own around Node's.
  setImmediate(() => (xmpp.socket.socket ?? xmpp.socket).destroy())
}

let asked = false
xmpp.on('connect', () => {
  asked = false
})
xmpp.on('send', (element) => {
  if (element.is('enable', SM)) asked = true
})
xmpp.on('nonza', (element) => {
  if (element.is('failed', SM) && asked) part()
})

xmpp.on('online', () => {
  process.stdout.write('online\n')
  if (offered !== 'again') part()
  // So that it can be seen from outside that it has taken in the success.
  else xmpp.send(xml('r', { xmlns: SM })).catch(() => {})
})
xmpp.streamManagement.on('resumed', () => {
  process.stdout.write('resumed\n')
  part()
})
xmpp.on('error', (error) => process.stderr.write(`${error.message}\n`))
await xmpp.start()
