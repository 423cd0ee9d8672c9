/** Start lines (RFC 9112 §3, §4). */

export interface RequestLine {
  readonly method: string
  /** The path, and the query if there is one; or all of a URI. */
  readonly target: string
}

/** Of a target; of all of a URI, too, which every server has to take (RFC 9112 §3.2.2). */
export const pathOf = (target: string): string => {
  const [path = ''] = target.replace(AUTHORITY, '').split('?', 1)
  return path === '' ? '/' : path
}

const AUTHORITY = /^https?:\/\/[^/?#]*/i

const REQUEST = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) (\S+) HTTP\/1\.1$/
const STATUS = /^HTTP\/1\.[01] ([1-5][0-9][0-9])(?: (.*))?$/

export const requestLine = ({ method, target }: RequestLine): string =>
  `${method} ${target} HTTP/1.1`

/** Undefined: it is none, or of another version. */
export const readRequestLine = (text: string): RequestLine | undefined => {
  const [, method, target] = REQUEST.exec(text) ?? []
  return method === undefined || target === undefined ? undefined : { method, target }
}

export const statusLine = (status: number): string =>
  `HTTP/1.1 ${status} ${REASONS[status] ?? 'Unknown'}`

/** Undefined: it is none. */
export const readStatus = (text: string): number | undefined => {
  const [, status] = STATUS.exec(text) ?? []
  return status === undefined ? undefined : Number(status)
}

const REASONS: Readonly<Record<number, string>> = {
  101: 'Switching Protocols',
  200: 'OK',
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  411: 'Length Required',
  413: 'Content Too Large',
  426: 'Upgrade Required',
  431: 'Request Header Fields Too Large',
  501: 'Not Implemented',
}
