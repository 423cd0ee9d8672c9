/** Clients that nobody here wrote, with their keys written down, and what a capture says of them. */
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { Analysis } from '../../src/capture/analysis/analysed.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { HOST } from '../serve/hosting.ts'
import { fixture, type Program } from '../serve/programs.ts'

export const PYTHON = '/usr/bin/python3'

export type Way = 'starttls' | 'direct' | 'websocket' | 'bosh'

export interface ClientPlace {
  readonly way: Way
  readonly port: number
  readonly domain: string
  /** What to trust. */
  readonly ca: string
  /** A file to write TLS secrets to. */
  readonly keyLog: string
  /** Of SCRAM, for a client that has to be told. */
  readonly mechanism: string
  /** How often it loses its connection and comes back, for a client that can be told. */
  readonly losses: number
}

export interface CapturedClient {
  readonly name: string
  readonly ways: readonly Way[]
  readonly program: (at: ClientPlace) => Program
}

/** The certificate of a WebSocket is of a name; that of a server on loopback of one that nobody resolves. */
const node = ({ keyLog, ca, domain }: ClientPlace, ...words: readonly string[]): Program => ({
  command: process.execPath,
  arguments: ['--dns-result-order=ipv4first', `--tls-keylog=${keyLog}`, ...words],
  environment: {
    NODE_EXTRA_CA_CERTS: ca,
    XMPP_DOMAIN: domain,
    ...(domain === 'localhost' ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
  },
})

export const CLIENTS: readonly CapturedClient[] = [
  {
    name: '@xmpp/client',
    ways: ['starttls', 'direct'],
    program: (at) => {
      const service = `${at.way === 'direct' ? 'xmpps' : 'xmpp'}://${HOST}:${at.port}`
      return node(at, fixture('xmppjs-client.mjs'), service, String(at.losses), 'once')
    },
  },
  {
    name: 'slixmpp',
    ways: ['starttls', 'direct'],
    program: ({ way, port, ca, keyLog, domain, mechanism }) => ({
      command: PYTHON,
      arguments: [fixture('slixmpp-client.py'), HOST, String(port), way, ca],
      environment: { SSLKEYLOGFILE: keyLog, XMPP_DOMAIN: domain, XMPP_MECHANISM: mechanism },
    }),
  },
  {
    name: 'strophe.js',
    ways: ['websocket', 'bosh'],
    program: (at) => {
      const [scheme, path] = at.way === 'bosh' ? ['https', 'http-bind'] : ['wss', 'xmpp-websocket']
      return node(at, fixture('strophe-client.mjs'), `${scheme}://${at.domain}:${at.port}/${path}`)
    },
  },
]

export function analysed(file: Uint8Array, keys: string, ports: readonly number[]): Analysis {
  const keyLog = new KeyLog()
  keyLog.add(keys)
  const analysis = new CaptureAnalysis({ keyLog, ports })
  for (const entry of readCapture([file])) analysis.add(entry)
  return analysis.finish()
}
