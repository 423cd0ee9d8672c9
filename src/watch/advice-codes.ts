/** What a connection can be given advice on. Stable, for machines: budgets name them. */
export const ADVICE_CODES = [
  'direct-tls',
  'starttls-awaited',
  'tls-1.2',
  'key-share',
  'tls-resumption',
  'from-missing',
  'features-awaited',
  'refused',
  'fast-unused',
  'token-unasked',
  'token-unidentified',
  'sasl2-unused',
  'inline-unused',
  'carbons-iq',
  'restart-serial',
  'enabled-twice',
  'session-not-resumed',
  'resumption-refused',
  'repeated',
  'unmanaged',
] as const

export type AdviceCode = (typeof ADVICE_CODES)[number]
