/**
 * Stays online for as long as its standard input is open, and then says goodbye: `@xmpp/client`, as its
 * users have it, but for a shorter keep-alive.
 * Says when it is online. The server's certificate is trusted by NODE_EXTRA_CA_CERTS.
 */
import process from 'node:process'
import { client, xml } from '@xmpp/client'

const [service, domain, keepAlive] = process.argv.slice(2)
const xmpp = client({
  ...{ service, domain, username: 'alice', password: process.env.XMPP_PASSWORD },
  // Of 2 s a busy machine takes more: then it never tries again.
  ...(Number(keepAlive) > 0 ? { timeout: 8_000 } : {}),
})
// It asks after so long, and gives up after as long again: half a minute and a minute, if left alone (0).
if (Number(keepAlive) > 0) {
  xmpp.streamManagement.requestAckInterval = Number(keepAlive)
  xmpp.streamManagement.timeout = Number(keepAlive)
}

xmpp.on('online', () => {
  process.stdout.write('online\n')
  xmpp.send(xml('presence')).catch(() => {})
})
xmpp.streamManagement.on('resumed', () => process.stdout.write('resumed\n'))
xmpp.on('error', (error) => process.stderr.write(`${error.message}\n`))

process.stdin.resume()
process.stdin.on('end', () => {
  xmpp.stop().finally(() => process.exit())
})
xmpp.start().catch(() => {})
