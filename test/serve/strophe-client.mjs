/** Logs in over a WebSocket and leaves: `strophe.js`, for serve's test, trusting NODE_EXTRA_CA_CERTS. */
import process from 'node:process'
import { Strophe } from 'strophe.js'

const [url] = process.argv.slice(2)
const connection = new Strophe.Connection(url)
connection.connect('alice@localhost', process.env.XMPP_PASSWORD, (status) => {
  if (status === Strophe.Status.CONNECTED) {
    process.stdout.write('online\n')
    connection.disconnect()
  }
})
