/**
 * Addresses in the one form in which they are compared, and written (RFC 7622): the domain in lower
 * case and with U-labels (§3.2), the localpart case-mapped (§3.3, by the profile UsernameCaseMapped
 * of RFC 8265 §3.3), the resource as it is. DNS, SNI and certificates want A-labels.
 *
 * The mapping of localparts is ours, three steps long: the libraries that there are carry the
 * Unicode tables of which JavaScript has its own.
 *
 * Left out: refusing what the PRECIS classes do not contain, and the normalisation of resources;
 * what is not the name of a domain is taken as it stands, in lower case.
 */
import { domainToASCII, domainToUnicode } from 'node:url'

const PLAIN = /^[a-z0-9.-]*$/
/** Anything else is taken by `node:url` for parts of a URL, or for an IPv4 address. */
const NAME = /^(?!\d+(?:\.\d+)*$)[\p{L}\p{M}\p{N}._-]+$/u

/** As in XML. */
export const uLabels = (domain: string): string => {
  if (PLAIN.test(domain) && !domain.includes('xn--')) return domain
  return converted(domain, (name) => domainToUnicode(domainToASCII(name)))
}

/** As in DNS, in SNI and in certificates. */
export const aLabels = (domain: string): string =>
  PLAIN.test(domain) ? domain : converted(domain, domainToASCII)

const converted = (domain: string, convert: (name: string) => string): string =>
  (NAME.test(domain) && convert(domain)) || domain.toLowerCase()

/** §3.3 of RFC 8265: width mapping, case mapping, normalisation. */
export const caseMapped = (local: string): string =>
  /^[a-z0-9._+-]*$/.test(local)
    ? local
    : local
        .replace(FULL_OR_HALF_WIDTH, (character) => character.normalize('NFKC'))
        .toLowerCase()
        .normalize('NFC')

const FULL_OR_HALF_WIDTH = /[\u3000\uff01-\uffee]/g

export const sameDomain = (one: string, other: string): boolean => uLabels(one) === uLabels(other)

export interface Address {
  /** Undefined for the address of a domain. */
  readonly local: string | undefined
  readonly domain: string
  /** Undefined for a bare address. */
  readonly resource: string | undefined
}

/** Its parts (RFC 7622 §3.1), each in the form in which it is compared. */
export const readAddress = (text: string): Address => {
  const slash = text.indexOf('/')
  const bare = slash === -1 ? text : text.slice(0, slash)
  const at = bare.indexOf('@')
  return {
    local: at === -1 ? undefined : caseMapped(bare.slice(0, at)),
    domain: uLabels(bare.slice(at + 1)),
    resource: slash === -1 ? undefined : text.slice(slash + 1),
  }
}

export const bareText = ({ local, domain }: Address): string =>
  local === undefined ? domain : `${local}@${domain}`

export const addressText = (address: Address): string =>
  address.resource === undefined ? bareText(address) : `${bareText(address)}/${address.resource}`

export const sameAddress = (one: string, other: string): boolean =>
  addressText(readAddress(one)) === addressText(readAddress(other))
