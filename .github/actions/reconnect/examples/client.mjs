// A client in Node that stays online through what happens to its network, and writes a message a second:
// the server knows their numbers, and sees which have not come, or came twice. After 25 s it says goodbye.
import { client, xml } from '@xmpp/client'

const { XMPP_HOST, XMPP_PORT, XMPP_DOMAIN, XMPP_ACCOUNT, XMPP_PASSWORD } = process.env
const xmpp = client({
  // Not where the domain leads to, but where the link begins.
  service: `xmpp://${XMPP_HOST}:${XMPP_PORT}`,
  domain: XMPP_DOMAIN,
  username: XMPP_ACCOUNT,
  password: XMPP_PASSWORD,
})
// A connection that is lost while something is being written fails that promise; stream management
// sends again what was not acknowledged.
const send = (stanza) => xmpp.send(stanza).catch(({ message }) => console.error(message))
// Whoever is not available gets no messages.
xmpp.on('online', () => send(xml('presence')))
xmpp.on('error', ({ message }) => console.error(message))
await xmpp.start()

let number = 0
const writing = setInterval(() => {
  if (xmpp.status !== 'online') return
  number += 1
  const to = `xmpp-rtt@${XMPP_DOMAIN}`
  send(xml('message', { type: 'chat', to }, xml('body', {}, `xmpp-rtt ${number}`)))
}, 1_000)
setTimeout(() => {
  clearInterval(writing)
  xmpp.stop()
}, 25_000)
