/** Logs in over a WebSocket or in BOSH and leaves: `strophe.js`, for serve's test, trusting NODE_EXTRA_CA_CERTS. */
import dns from 'node:dns'
import process from 'node:process'
import { Strophe } from 'strophe.js'
import { FetchedRequest } from './fetched-request.mjs'

globalThis.XMLHttpRequest = FetchedRequest

const [url] = process.argv.slice(2)
// RFC 6761 §6.3, which not every resolver knows.
const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(name.endsWith('.localhost') ? '127.0.0.1' : name, ...rest)

const domain = process.env.XMPP_DOMAIN ?? 'localhost'
const connection = new Strophe.Connection(url)
connection.connect(`alice@${domain}`, process.env.XMPP_PASSWORD, (status) => {
  if (status === Strophe.Status.CONNECTED) {
    process.stdout.write('online\n')
    connection.disconnect()
  }
})
