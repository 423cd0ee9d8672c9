/** The messages in a piece by their names in the RFCs, for people who read a ladder. */
import type { Piece } from './piece.ts'
import type { TlsRecord } from './record.ts'

export const describe = (piece: Piece): string =>
  piece.kind === 'clear' ? 'clear text' : messages(piece.record).join(', ')

const messages = (record: TlsRecord): readonly string[] => {
  switch (record.kind) {
    case 'client-hello':
      return ['ClientHello']
    case 'hello-retry-request':
      return ['HelloRetryRequest']
    case 'server-flight':
      if (record.version === '1.2') {
        if (record.resumed) return ['ServerHello', 'Finished']
        const request = optional(record.certificateRequested, 'CertificateRequest')
        return ['ServerHello', 'Certificate', 'ServerKeyExchange', ...request, 'ServerHelloDone']
      }
      return [
        'ServerHello',
        'EncryptedExtensions',
        ...optional(record.certificateRequested, 'CertificateRequest'),
        ...(record.resumed ? [] : ['Certificate', 'CertificateVerify']),
        'Finished',
      ]
    case 'client-flight':
      return [
        ...optional(record.endOfEarlyData, 'EndOfEarlyData'),
        ...optional(record.certificate, 'Certificate'),
        ...optional(record.version === '1.2' && !record.resumed, 'ClientKeyExchange'),
        ...optional(record.presented !== undefined, 'CertificateVerify'),
        'Finished',
      ]
    case 'server-finished':
      return [...optional(record.ticket !== undefined, 'NewSessionTicket'), 'Finished']
    case 'new-session-ticket':
      return ['NewSessionTicket']
    case 'application-data':
      return [record.early ? 'early data' : 'application data']
    case 'alert':
      return [`alert ${record.description}`]
  }
}

const optional = (present: boolean, message: string): readonly string[] =>
  present ? [message] : []
