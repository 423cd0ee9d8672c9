/**
 * Certificates of a chain as DER (X.690, RFC 5280): well-formed, of the length that the chain has, with
 * a drawn key, a drawn signature, and a comment that fills them up.
 */
import type { Random } from '../../../random.ts'
import type { Chain } from '../../../tls/certificate.ts'
import { ascii, joined, number, type OctetPart } from '../../octets/build.ts'

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  identifier: 0x06,
  text: 0x0c,
  ascii: 0x16,
  sequence: 0x30,
  set: 0x31,
  time: 0x17,
  version: 0xa0,
  extensions: 0xa3,
} as const

const IDENTIFIER = {
  commonName: [0x55, 0x04, 0x03],
  subjectAltName: [0x55, 0x1d, 0x11],
  ecPublicKey: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  p256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
  ecdsaSha256: [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02],
  rsa: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01],
  rsaSha256: [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b],
  /** netscape-comment, which nobody acts on. */
  comment: [0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x0d],
} as const

/** The leaf first; together as long as the chain is. */
export function certificateChain(
  { octets, certificates, signature }: Chain,
  domain: string,
  random: Random,
): readonly Uint8Array[] {
  const each = Math.floor(octets / certificates)
  return Array.from({ length: certificates }, (_, index) => {
    const length = index === 0 ? octets - each * (certificates - 1) : each
    const subject = index === 0 ? domain : `authority ${index}`
    const issuer = index === certificates - 1 ? subject : `authority ${index + 1}`
    return certificate({ subject, issuer, signature }, length, random.fork(`certificate ${index}`))
  })
}

interface Named {
  readonly subject: string
  readonly issuer: string
  /** Octets of a signature: those of an ECDSA key, or of an RSA one. */
  readonly signature: number
}

/** Longer than any ECDSA signature of P-256. */
const RSA_FROM = 128

/** What the lengths of all that the filler is in may grow by, as they get longer. */
const GROWTH_MAX = 16

/** Lengths of lengths change in steps, so that the serial number makes up for what is missing. */
function certificate(named: Named, length: number, random: Random): Uint8Array {
  for (let serial = 8; serial <= 12; serial += 1) {
    const least = encoded(named, serial, 0, random).length
    for (
      let filler = length - least;
      filler >= 0 && filler > length - least - GROWTH_MAX;
      filler -= 1
    ) {
      const made = encoded(named, serial, filler, random)
      if (made.length === length) return made
    }
  }
  throw new Error(`Expected room for a certificate in ${length} octets`)
}

function encoded(
  { subject, issuer, signature }: Named,
  serial: number,
  filler: number,
  random: Random,
): Uint8Array {
  const isRsa = signature >= RSA_FROM
  const algorithm = isRsa
    ? der(TAG.sequence, der(TAG.identifier, IDENTIFIER.rsaSha256), [0x05, 0])
    : der(TAG.sequence, der(TAG.identifier, IDENTIFIER.ecdsaSha256))
  const signed = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, [2])),
    der(TAG.integer, [0x40], random.fork('serial').bytes(serial - 1)),
    algorithm,
    name(issuer),
    der(TAG.sequence, der(TAG.time, ascii('700101000000Z')), der(TAG.time, ascii('491231235959Z'))),
    name(subject),
    isRsa ? rsaKey(signature, random.fork('key')) : ecKey(random.fork('key')),
    der(
      TAG.extensions,
      der(
        TAG.sequence,
        der(
          TAG.sequence,
          der(TAG.identifier, IDENTIFIER.subjectAltName),
          der(TAG.octets, der(TAG.sequence, der(0x82, ascii(subject)))),
        ),
        der(
          TAG.sequence,
          der(TAG.identifier, IDENTIFIER.comment),
          der(TAG.octets, der(TAG.ascii, ascii('.'.repeat(filler)))),
        ),
      ),
    ),
  )
  const proof = drawnSignature(signature, random.fork('signature'))
  return der(TAG.sequence, signed, algorithm, der(TAG.bits, [0], proof))
}

/** As long as it says: ECDSA's as two integers in a sequence (RFC 3279 §2.2.3). */
export function drawnSignature(octets: number, random: Random): Uint8Array {
  if (octets >= RSA_FROM) return random.bytes(octets)
  const long = Math.ceil((octets - 6) / 2)
  return der(TAG.sequence, integer(long, random), integer(octets - 6 - long, random))
}

/** Of 33 octets the first is a zero, as the next would say that it is negative. */
const integer = (octets: number, random: Random): Uint8Array => {
  const value = random.bytes(octets)
  if (octets > 32) value.set([0, 0x80 | (value[1] ?? 0)])
  else value.set([0x40 | ((value[0] ?? 0) & 0x3f)])
  return der(TAG.integer, value)
}

const name = (common: string): Uint8Array =>
  der(
    TAG.sequence,
    der(
      TAG.set,
      der(TAG.sequence, der(TAG.identifier, IDENTIFIER.commonName), der(TAG.text, ascii(common))),
    ),
  )

const ecKey = (random: Random): Uint8Array =>
  der(
    TAG.sequence,
    der(
      TAG.sequence,
      der(TAG.identifier, IDENTIFIER.ecPublicKey),
      der(TAG.identifier, IDENTIFIER.p256),
    ),
    der(TAG.bits, [0, 4], random.bytes(64)),
  )

const rsaKey = (modulus: number, random: Random): Uint8Array =>
  der(
    TAG.sequence,
    der(TAG.sequence, der(TAG.identifier, IDENTIFIER.rsa), [0x05, 0]),
    der(
      TAG.bits,
      [0],
      der(
        TAG.sequence,
        der(TAG.integer, [0, 0x80], random.bytes(modulus - 1)),
        der(TAG.integer, [1, 0, 1]),
      ),
    ),
  )

/** Tag, length, contents. */
function der(tag: number, ...parts: readonly OctetPart[]): Uint8Array {
  const contents = joined(...parts)
  const { length } = contents
  if (length < 0x80) return joined([tag, length], contents)
  const octets = length < 0x100 ? 1 : length < 0x1_0000 ? 2 : 3
  return joined([tag, 0x80 | octets], number(length, octets), contents)
}
