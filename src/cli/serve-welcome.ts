/** How to reach a server that listens: for people, and for machines. */
import type { Serving } from '../library/terms/serve.ts'
import type { Listening } from '../report/served/json.ts'
import type { Stand } from '../words/reading/serve.ts'
import { linkText } from './orders.ts'

export const listeningAt = (
  { server, host, domain, over }: Stand,
  { ports, certificate, link }: Serving,
): Omit<Listening, 'pid'> => ({
  server: server.name,
  host,
  domain,
  ports,
  certificate: certificate.fingerprint,
  ...(over === undefined || link === undefined
    ? {}
    : {
        link: {
          profile: over.profile.name,
          scenario: over.scenario?.name,
          seed: over.seed,
          path: link.path,
        },
      }),
})

export const serveWelcome = (
  { server, host, domain, over }: Stand,
  { ports, certificate, accounts }: Serving,
): readonly string[] => [
  `${server.name} on ${host}: STARTTLS on port ${ports.starttls}, direct TLS on port ${ports.direct}`,
  ...(ports.websocket === undefined
    ? []
    : [`WebSockets on port ${ports.websocket}: wss or ws, at ${server.http.webSocket.target}`]),
  ...(ports.bosh === undefined
    ? []
    : [`BOSH on port ${ports.bosh}: https or http, at ${server.http.bosh.target}`]),
  ...(over === undefined ? [] : [linkText(over)]),
  `certificate SHA-256 ${certificate.fingerprint}`,
  ...accounts.map(({ local, password, secret }) =>
    secret === 'made-up'
      ? `account ${local}@${domain} password ${password}`
      : `account ${local}@${domain}`,
  ),
  'a test server: its random numbers are those of the simulation, keep it off the Internet',
]
