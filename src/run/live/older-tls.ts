/** What has to be said where a server takes TLS 1.2 for what strategies offer 1.3 for. */
import { entranceOf } from '../../strategies/over.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { type TlsVersions, WAY_NAMES, WAYS } from './discovery.ts'

/** In words, one for each way in that it concerns. */
export const onOlderTls = (
  { strategies }: { readonly strategies: readonly Strategy[] },
  versions: TlsVersions,
): readonly string[] =>
  WAYS.map(entranceOf)
    .filter(
      (entrance) =>
        versions[entrance] === '1.2' &&
        strategies.some(
          ({ over }) =>
            over.kind === 'tls' && entranceOf(over) === entrance && over.tls.version === '1.3',
        ),
    )
    .map(
      (entrance) =>
        `${WAY_NAMES[entrance]}: every row ran on TLS 1.2, whose full handshake takes one wait more: the server does not take 1.3`,
    )
