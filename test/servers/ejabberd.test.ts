import { startEjabberd } from './ejabberd.ts'
import { interoperates } from './interop.ts'

interoperates('ejabberd', () => startEjabberd(), {
  software: 'ejabberd',
  // A stream that is restarted in the same write as the response is never answered.
  refuses: (strategy) =>
    strategy.said.language === 'sasl1' && strategy.modifiers.includes('pipelined')
      ? 'timeout'
      : undefined,
  mechanisms: { scram: 'SCRAM-SHA-256', plus: 'SCRAM-SHA-256-PLUS', token12: 'HT-SHA-256-EXPR' },
})
