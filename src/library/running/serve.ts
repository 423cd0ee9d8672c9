/** Opens a server: with a certificate that was given, or one that is made for it. */
import { randomInt } from 'node:crypto'
import {
  serve as listen,
  type ServeOptions as RunOptions,
  type ServedCertificate,
} from '../../run/serve/serve.ts'
import type { Stand } from '../../words/reading/serve.ts'
import { RunError } from '../terms/run-error.ts'
import type { ServeOptions, Serving } from '../terms/serve.ts'

export async function open(
  { certificate: given, ...stand }: Stand,
  { onConnection, onRemark }: ServeOptions,
): Promise<Serving> {
  const certificate = given ?? (await madeCertificate(stand.domain))
  const options: RunOptions = {
    ...stand,
    certificate,
    seed: `${randomInt(2 ** 32)} ${randomInt(2 ** 32)} ${randomInt(2 ** 32)}`,
    wallClock: Date.now(),
    remark: (text) => onRemark?.(text),
    served: onConnection,
  }
  try {
    const { ports, close } = await listen(options)
    // Both were asked for, so both are there.
    const { starttls = 0, direct = 0 } = ports
    const { chain, fingerprint } = certificate
    const { accounts } = stand
    return { ports: { starttls, direct }, certificate: { chain, fingerprint }, accounts, close }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error
    // Node says "listen EADDRINUSE: address already in use 127.0.0.1:5222", OpenSSL its own.
    const where = given === undefined ? '' : ' with this certificate'
    throw new RunError('cannot-serve', `cannot serve${where}: ${error.message}`, { cause: error })
  }
}

/** Making one takes a library that nothing else needs to load. */
async function madeCertificate(domain: string): Promise<ServedCertificate> {
  const { ownCertificate } = await import('../../files/own-certificate.ts')
  return await ownCertificate(domain)
}
