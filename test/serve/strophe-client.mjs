/** Logs in over a WebSocket or in BOSH and leaves: `strophe.js`, for serve's test, trusting NODE_EXTRA_CA_CERTS. */
import process from 'node:process'
import { Strophe } from 'strophe.js'
import { FetchedRequest } from './fetched-request.mjs'

globalThis.XMLHttpRequest = FetchedRequest

const [url] = process.argv.slice(2)
const connection = new Strophe.Connection(url)
connection.connect('alice@localhost', process.env.XMPP_PASSWORD, (status) => {
  if (status === Strophe.Status.CONNECTED) {
    process.stdout.write('online\n')
    connection.disconnect()
  }
})
