/** Logs in over a WebSocket and leaves: `stanza`, for serve's test, trusting NODE_EXTRA_CA_CERTS. */
import process from 'node:process'
import { createClient } from 'stanza'

const [url] = process.argv.slice(2)
const client = createClient({
  jid: 'alice@localhost',
  password: process.env.XMPP_PASSWORD,
  transports: { websocket: url, bosh: false },
  autoReconnect: false,
})

client.on('session:started', () => process.stdout.write('online\n'))
client.on('sm', ({ type }) => {
  if (type === 'enabled') client.disconnect()
})
client.connect()
