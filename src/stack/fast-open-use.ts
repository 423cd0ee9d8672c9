/** What a client does about TCP Fast Open, and what the path to the server does to it. */
import type { MiddleboxFault } from '../tcp/middlebox.ts'
import type { FastOpenOption, TcpInput } from '../tcp/segment.ts'

export interface FastOpenUse {
  readonly option: FastOpenOption
  readonly cachedMss: number | undefined
  readonly fault: MiddleboxFault | undefined
}

export const activeOpen = (use: FastOpenUse | undefined): TcpInput => ({
  kind: 'connect',
  ...(use === undefined ? {} : { fastOpen: use.option }),
  ...(use?.cachedMss === undefined ? {} : { cachedMss: use.cachedMss }),
})
