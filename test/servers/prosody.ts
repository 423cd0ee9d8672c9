/**
 * Prosody 13 with the community modules for SASL2, Bind 2 and FAST, on loopback. The options
 * are what the measurements varied; without any it is as measured: Nagle off, tickets on.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeChain } from './certificates.ts'
import { foreground, freePorts } from './foreground.ts'
import { MACHINE, packageVersion } from './package-version.ts'
import { ACCOUNTS, COMMON, DOMAIN, PASSWORD, type RealServer } from './real-server.ts'

export interface ProsodyOptions {
  /** Prosody's default is `on`. */
  readonly nagle?: 'on' | 'off'
  /** Prosody's default is `useless`: tickets are issued and never resumed. */
  readonly tickets?: 'resume' | 'useless'
  readonly tls?: '1.2' | '1.3'
  /** Seconds that a FAST token is good for, and the age at which it is replaced. */
  readonly tokenLifetime?: number
  readonly tokenRotation?: number
  /** Modules that are not loaded. */
  readonly without?: readonly string[]
  /** Modules that are loaded beside those that were measured. */
  readonly besides?: readonly string[]
  /** An access token of OAuth 2.0 is handed out to this account, without any of what comes before. */
  readonly grant?: string
  /** Who comes is known by this certificate (PEM, XEP-0178), and nobody by anything else. */
  readonly pinned?: string
  /** Seconds that a session waits for its client. */
  readonly hibernation?: number
  /** Seconds of silence after which it looks whether the client is still there. */
  readonly silence?: number
  /** Who has a resource keeps it, and whoever binds it anew is refused (`kick_new`). */
  readonly resources?: 'kept'
}

export async function startProsody(
  options: ProsodyOptions = {},
  root: string = MACHINE,
): Promise<RealServer> {
  const [starttlsPort = 0, directPort = 0, httpsPort = 0] = await freePorts(3)
  const process = foreground('prosody', root)
  try {
    const { folder } = process
    mkdirSync(join(folder, 'data'))
    const chain = makeChain(folder, DOMAIN)
    const config = join(folder, 'prosody.cfg.lua')
    writeFileSync(
      config,
      configuration({ folder, starttlsPort, directPort, httpsPort, options, ...chain }),
    )
    if (options.pinned !== undefined) writeFileSync(join(folder, 'pinned.pem'), options.pinned)
    writeFileSync(join(folder, `mod_${GRANTING}.lua`), granting(folder, options.grant))
    process.handOver()
    // Who is known by a certificate has no password to be registered with.
    for (const account of options.pinned !== undefined ? [] : ACCOUNTS) {
      process.run('prosodyctl', ['--config', config, 'register', account, DOMAIN, PASSWORD])
    }
    await process.start(
      'prosody',
      ['-F', '--config', config],
      [starttlsPort, directPort, httpsPort],
    )
    return {
      name: 'Prosody',
      version: packageVersion('prosody', root),
      ...COMMON,
      starttlsPort,
      directPort,
      httpsPort,
      caFile: chain.caFile,
      ...(options.grant === undefined ? {} : { accessToken: await written(join(folder, 'grant')) }),
      stop: process.stop,
    }
  } catch (error) {
    await process.stop()
    throw error
  }
}

const LOOKS_AT_MOST = 1_000

/** What is in a file once there is something: modules may be loaded after ports are open. */
async function written(path: string): Promise<string> {
  for (let looks = 0; looks < LOOKS_AT_MOST; looks += 1) {
    const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
    if (text !== '') return text
    await setTimeout(20)
  }
  throw new Error(`Expected something in ${path}, found nothing`)
}

const MODULES = [
  ...['roster', 'saslauth', 'tls', 'disco', 'carbons', 'pep', 'blocklist', 'csi_simple'],
  ...['smacks', 'ping', 'time', 'version'],
  ...['sasl2', 'sasl2_bind2', 'sasl2_sm', 'sasl2_fast'],
  ...['websocket', 'bosh'],
]

const GRANTING = 'rtt_granting'

/** A module that grants access and writes down the token, as the end of an exchange over HTTP would. */
const granting = (folder: string, account = ''): string => `
local tokens = module:depends("tokenauth")
local jid = "${account}@" .. module.host
local grant = assert(tokens.create_grant(jid, jid, 86400, {}))
local file = assert(io.open("${folder}/grant", "w"))
file:write((tokens.create_token(jid, grant, nil, 86400, "oauth2", {})))
file:close()
`

const configuration = (place: {
  readonly folder: string
  readonly starttlsPort: number
  readonly directPort: number
  readonly httpsPort: number
  readonly chainFile: string
  readonly keyFile: string
  readonly options: ProsodyOptions
}): string => {
  const { folder, starttlsPort, directPort, httpsPort, chainFile, keyFile, options } = place
  const pinned = options.pinned !== undefined
  const tls = [
    `certificate = "${chainFile}"; key = "${keyFile}"`,
    `options = { no_ticket = ${options.tickets === 'useless'} }`,
    ...(pinned ? [`verify = "peer"; cafile = "${folder}/pinned.pem"`] : []),
    ...(options.tls === '1.2' ? ['protocol = "tlsv1_2"'] : []),
  ].join('; ')
  const granted = options.grant === undefined ? [] : [GRANTING]
  const modules = [...MODULES, ...(options.besides ?? []), ...granted].filter(
    (name) => options.without?.includes(name) !== true,
  )
  return `
run_as_root = false
pidfile = "${folder}/prosody.pid"
data_path = "${folder}/data"
plugin_paths = { "/usr/lib/prosody/modules", "${folder}" }
admins = {}
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { ${starttlsPort} }
c2s_direct_tls_ports = { ${directPort} }
s2s_ports = {}  s2s_direct_tls_ports = {}  http_ports = {}  https_ports = { ${httpsPort} }  component_ports = {}
modules_enabled = { ${modules.map((name) => `"${name}"`).join(', ')} }
modules_disabled = { "s2s" }
network_backend = "epoll"
network_settings = { tcp_fastopen = 256; nagle = ${options.nagle === 'on'}; read_timeout = ${options.silence ?? 840} }
ssl = { ${tls} }
c2s_direct_tls_ssl = { ${tls} }
https_ssl = { ${tls} }
http_external_url = "https://${DOMAIN}:${httpsPort}/"
password_hash = "SHA-1"
tls_profile = "intermediate"
c2s_require_encryption = true
authentication = "${pinned ? 'ccert' : 'internal_hashed'}"
storage = "internal"
${options.resources === 'kept' ? 'conflict_resolve = "kick_new"' : ''}
smacks_hibernation_time = ${options.hibernation ?? 600}
${options.tokenLifetime === undefined ? '' : `sasl2_fast_token_ttl = ${options.tokenLifetime}`}
${options.tokenRotation === undefined ? '' : `sasl2_fast_token_min_ttl = ${options.tokenRotation}`}
log = { info = "${folder}/server.log" }
VirtualHost "${DOMAIN}"
`
}
