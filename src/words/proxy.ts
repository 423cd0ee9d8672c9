/** What a proxy is told: where clients come in, where their server is, over what link. */
import type { SettingWords } from './settings.ts'

export interface ProxyWords
  extends Omit<SettingWords, 'nagle' | 'fastOpenFault' | 'connectTimeout' | 'timeout'> {
  /** Address to listen on. */
  readonly host?: string | undefined
  /** A port for each server; 0 takes any that is free. */
  readonly listen: readonly number[]
  /** `HOST:PORT` of each server, in the order of the ports. */
  readonly to: readonly string[]
  /** By name or as the path of a `.json` file; with none, the link of the overrides, or LTE. */
  readonly profile?: string | undefined
  /** What happens to the network, by name or as the path of a `.json` file. */
  readonly scenario?: string | undefined
  /** After which it says that it is over, as in `120s`; else it goes on. */
  readonly lasts?: string | undefined
}

export const USUAL_PROXY = { host: '127.0.0.1' } as const satisfies Partial<ProxyWords>
