/**
 * nginx with its mail proxy, on loopback: what it asks a service over HTTP before it lets anybody
 * through is asked by the same code whatever protocol its clients speak, so IMAP is as good as any.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeChain } from './certificates.ts'
import { foreground, freePorts } from './foreground.ts'
import { MACHINE } from './package-version.ts'
import { DOMAIN } from './real-server.ts'

export interface Nginx {
  /** Direct TLS. */
  readonly port: number
  readonly caFile: string
  readonly stop: () => Promise<void>
}

/** `servicePort`: where it asks. */
export async function startNginx(servicePort: number): Promise<Nginx> {
  const [port = 0] = await freePorts(1)
  const process = foreground('www-data', MACHINE)
  try {
    const { folder } = process
    mkdirSync(join(folder, 'logs'))
    const { chainFile, keyFile, caFile } = makeChain(folder, DOMAIN)
    const config = join(folder, 'nginx.conf')
    writeFileSync(config, configuration({ folder, port, servicePort, chainFile, keyFile }))
    process.handOver()
    await process.start(
      'nginx',
      ['-p', folder, '-c', config, '-e', join(folder, 'server.log')],
      [port],
    )
    return { port, caFile, stop: process.stop }
  } catch (error) {
    await process.stop()
    throw error
  }
}

const configuration = (place: {
  readonly folder: string
  readonly port: number
  readonly servicePort: number
  readonly chainFile: string
  readonly keyFile: string
}): string => `
load_module /usr/lib/nginx/modules/ngx_mail_module.so;
daemon off;
master_process off;
pid ${place.folder}/nginx.pid;
error_log ${place.folder}/server.log info;
events { }
mail {
  server_name ${DOMAIN};
  auth_http 127.0.0.1:${place.servicePort}/auth;
  server {
    listen 127.0.0.1:${place.port} ssl;
    protocol imap;
    imap_auth plain;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_certificate ${place.chainFile};
    ssl_certificate_key ${place.keyFile};
  }
}
`
