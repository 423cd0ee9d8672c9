import { isOverBosh, overHttp } from '../../src/strategies/over.ts'
import { startEjabberd } from './ejabberd.ts'
import { interoperates } from './interop.ts'

interoperates('ejabberd', () => startEjabberd(), {
  software: 'ejabberd',
  // A stream that is restarted in the same write as the response is never answered; in a WebSocket
  // it is a message of its own; in BOSH, where it is the same request, it is not answered either.
  refuses: ({ said, over, modifiers }) =>
    said.language === 'sasl1' &&
    modifiers.includes('pipelined') &&
    (!overHttp(over) || isOverBosh(over))
      ? 'timeout'
      : undefined,
  mechanisms: { scram: 'SCRAM-SHA-256', plus: 'SCRAM-SHA-256-PLUS', token12: 'HT-SHA-256-EXPR' },
})
