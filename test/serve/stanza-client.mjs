/** Logs in over a WebSocket or in BOSH and leaves: `stanza`, for serve's test, trusting NODE_EXTRA_CA_CERTS. */
import process from 'node:process'
import { createClient } from 'stanza'

const [url] = process.argv.slice(2)
const isBosh = url.startsWith('http')
const client = createClient({
  jid: 'alice@localhost',
  password: process.env.XMPP_PASSWORD,
  transports: { websocket: !isBosh && url, bosh: isBosh && url },
  autoReconnect: false,
})

client.on('session:started', () => process.stdout.write('online\n'))
client.on('sm', ({ type }) => {
  if (type === 'enabled') client.disconnect()
})
client.connect()
