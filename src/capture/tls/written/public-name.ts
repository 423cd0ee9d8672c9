/**
 * The name that a ClientHello shows which carries the real one encrypted (RFC 9849 §4, `public_name`):
 * as long as that, since the model takes it to be.
 */
export function publicName(domain: string): string {
  const [own = '', ...others] = domain.split('.')
  return [COVER.repeat(own.length).slice(0, own.length), ...others].join('.')
}

const COVER = 'cover'
