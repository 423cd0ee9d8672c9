/** ejabberd on loopback, with stream management and FAST, configured as it was measured. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeChain } from './certificates.ts'
import { foreground, freePorts } from './foreground.ts'
import { MACHINE, packageVersion } from './package-version.ts'
import { ACCOUNTS, COMMON, DOMAIN, PASSWORD, type RealServer } from './real-server.ts'

export interface EjabberdOptions {
  /** Modules that are loaded beside those that were measured, with their options. */
  readonly besides?: readonly string[]
  /** Seconds that a session waits for its client, and what becomes then of what it has not had. */
  readonly resumption?: number
  readonly resend?: 'if_offline' | 'true' | 'false'
  /** Who has a resource keeps it, and whoever binds it anew is refused (`closenew`). */
  readonly resources?: 'kept'
}

export async function startEjabberd(
  options: EjabberdOptions = {},
  root: string = MACHINE,
): Promise<RealServer> {
  const [starttlsPort = 0, directPort = 0, httpsPort = 0, distributionPort = 0] = await freePorts(4)
  const process = foreground('ejabberd', root)
  try {
    const { folder } = process
    mkdirSync(join(folder, 'spool'))
    mkdirSync(join(folder, 'logs'))
    const chain = makeChain(folder, DOMAIN)
    writeFileSync(
      join(folder, 'ejabberd.yml'),
      configuration({ starttlsPort, directPort, httpsPort, options, ...chain }),
    )
    writeFileSync(join(folder, 'inetrc'), INETRC)
    const control = join(folder, 'ejabberdctl.cfg')
    writeFileSync(control, controlConfiguration(folder, distributionPort))
    process.handOver()
    const common = ['--config-dir', folder, '--ctl-config', control]
    await process.start(
      'ejabberdctl',
      [...common, 'foreground'],
      [starttlsPort, directPort, httpsPort],
    )
    process.run('ejabberdctl', [...common, 'started'])
    for (const account of ACCOUNTS) {
      process.run('ejabberdctl', [...common, 'register', account, DOMAIN, PASSWORD])
    }
    return {
      name: 'ejabberd',
      version: packageVersion('ejabberd', root),
      ...COMMON,
      starttlsPort,
      directPort,
      httpsPort,
      caFile: chain.caFile,
      stop: process.stop,
    }
  } catch (error) {
    await process.stop()
    throw error
  }
}

const INETRC = `{lookup,["file","native"]}.
{host,{127,0,0,1}, ["localhost","hostalias"]}.
{file, resolv, "/etc/resolv.conf"}.
`

const controlConfiguration = (folder: string, distributionPort: number): string => `
ERLANG_NODE=xmpprtt${distributionPort}@localhost
INET_DIST_INTERFACE=127.0.0.1
ERL_DIST_PORT=${distributionPort}
EJABBERD_CONFIG_PATH=${folder}/ejabberd.yml
SPOOL_DIR=${folder}/spool
LOGS_DIR=${folder}/logs
EJABBERD_PID_PATH=${folder}/ejabberd.pid
CONFIG_DIR=${folder}
ERL_OPTIONS="-env ERL_CRASH_DUMP_BYTES 0 +sbwt none +sbwtdcpu none +sbwtdio none"
EJABBERD_BYPASS_WARNINGS=true
`

const configuration = (place: {
  readonly starttlsPort: number
  readonly directPort: number
  readonly httpsPort: number
  readonly allFile: string
  readonly caFile: string
  readonly options: EjabberdOptions
}): string => `
loglevel: warning
hosts:
  - ${DOMAIN}
certfiles:
  - ${place.allFile}
ca_file: ${place.caFile}
default_db: mnesia
auth_method: internal
${place.options.resources === 'kept' ? 'resource_conflict: closenew' : ''}
auth_password_format: scram
auth_scram_hash: sha256
disable_sasl_mechanisms: [digest-md5, x-oauth2]
c2s_protocol_options: [no_sslv3, no_tlsv1, no_tlsv1_1, cipher_server_preference, no_compression]
listen:
  -
    port: ${place.starttlsPort}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    starttls_required: true
    max_stanza_size: 262144
    backlog: 128
  -
    port: ${place.directPort}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    tls: true
    max_stanza_size: 262144
  -
    port: ${place.httpsPort}
    ip: "127.0.0.1"
    module: ejabberd_http
    tls: true
    allow_unencrypted_sasl2: true
    request_handlers:
      /xmpp-websocket: ejabberd_http_ws
      /http-bind: mod_bosh
      /.well-known/host-meta: mod_host_meta
acl: {}
access_rules: {}
shaper: {}
shaper_rules:
  max_user_sessions: infinity
s2s_access: none
modules:
  mod_adhoc: {}
  mod_admin_extra: {}
  mod_auth_fast: {}
  mod_blocking: {}
  mod_bosh: {}
  mod_caps: {}
  mod_carboncopy: {}
  mod_client_state: {}
  mod_disco: {}
  mod_host_meta:
    bosh_service_url: undefined
    websocket_url: "wss://@HOST@:${place.httpsPort}/xmpp-websocket"
  mod_last: {}
  mod_ping: {}
  mod_privacy: {}
  mod_private: {}
  mod_pubsub:
    plugins: [flat, pep]
  mod_roster:
    versioning: true
  mod_stream_mgmt:
    resend_on_timeout: ${place.options.resend ?? 'if_offline'}
    resume_timeout: ${place.options.resumption ?? 600}
  mod_version: {}
${(place.options.besides ?? []).map((module) => `  ${module}\n`).join('')}acme:
  auto: false
`
