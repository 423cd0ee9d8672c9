/**
 * A certificate authority of the test's own: root, intermediate (P-384) and leaf (P-256), with
 * the extensions that public authorities put in, so that the chain is as long on the wire as
 * one of theirs: 688 and 693 octets, the lengths that the servers were measured with.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

export interface Chain {
  /** What a client has to trust. */
  readonly caFile: string
  /** Leaf and intermediate. */
  readonly chainFile: string
  readonly keyFile: string
  /** Chain and key in one file, as ejabberd wants them. */
  readonly allFile: string
}

const LEAF_OCTETS = 688
const INTERMEDIATE_OCTETS = 693
/** 20 octets, as public authorities make them; random ones are sometimes shorter. */
const SERIAL = `0x4a${'5e'.repeat(19)}`
/** An ECDSA signature varies by a few octets from one try to the next. */
const TRIES = 60

/** Into a server's folder. To make one takes dozens of signatures: once in a process is enough. */
export function makeChain(folder: string, domain: string): Chain {
  const chain =
    chains.get(domain) ?? signChain(mkdtempSync(join(tmpdir(), 'xmpp-rtt-chain-')), domain)
  chains.set(domain, chain)
  const copied = (path: string): string => {
    const copy = join(folder, basename(path))
    copyFileSync(path, copy)
    return copy
  }
  return {
    caFile: copied(chain.caFile),
    chainFile: copied(chain.chainFile),
    keyFile: copied(chain.keyFile),
    allFile: copied(chain.allFile),
  }
}

/** As long as the one that the model presents. */
const OWN_OCTETS = 428

/**
 * Of a user (XEP-0178 §3.1), of one key and nobody's authority, as servers pin them (XEP-0257): the
 * certificate, and its key.
 */
export function makeClientCertificate(address: string): {
  readonly crt: string
  readonly key: string
} {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-client-'))
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  try {
    openssl(
      ...['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'key'],
    )
    // Its name makes up the length; a signature varies by a few octets.
    let name = 'alice'
    for (let tries = 0; tries < TRIES; tries += 1) {
      openssl(
        ...['req', '-x509', '-new', '-key', 'key', '-sha256', '-days', '30', '-set_serial', '0x4a'],
        ...[
          '-subj',
          `/CN=${name}`,
          '-addext',
          `subjectAltName=otherName:${XMPP_ADDR};UTF8:${address}`,
        ],
        ...['-out', 'crt'],
      )
      openssl('x509', '-in', 'crt', '-outform', 'DER', '-out', 'der')
      const lacking = OWN_OCTETS - statSync(join(folder, 'der')).size
      if (lacking === 0) {
        const [crt = '', key = ''] = ['crt', 'key'].map((file) =>
          readFileSync(join(folder, file), 'utf8'),
        )
        return { crt, key }
      }
      // Subject and issuer both have it.
      name = lacking > 1 ? name.padEnd(name.length + Math.floor(lacking / 2), 'e') : name
      if (lacking < -2)
        throw new Error(`expected a certificate of ${OWN_OCTETS} octets, found ${-lacking} more`)
    }
    throw new Error(`expected a certificate of ${OWN_OCTETS} octets within ${TRIES} tries`)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** RFC 6120 §13.7.1.4. */
const XMPP_ADDR = '1.3.6.1.5.5.7.8.5'

const chains = new Map<string, Chain>()
process.once('exit', () => {
  for (const { caFile } of chains.values()) rmSync(dirname(caFile), { recursive: true })
})

function signChain(folder: string, domain: string): Chain {
  const file = (name: string): string => join(folder, name)
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const key = (name: string, curve: string): void =>
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-out', name)

  key('root.key', 'P-384')
  openssl(
    ...['req', '-x509', '-new', '-key', 'root.key', '-sha256', '-days', '30'],
    ...['-subj', '/C=US/O=Bench Test CA/CN=Bench Root ec', '-out', 'root.crt'],
  )
  key('intermediate.key', 'P-384')
  sign({
    name: 'intermediate',
    subject: '/C=US/O=Bench Test CA/CN=Bec',
    issuer: 'root',
    extensions: INTERMEDIATE_EXTENSIONS,
    octets: INTERMEDIATE_OCTETS,
  })
  key('leaf.key', 'P-256')
  sign({
    name: 'leaf',
    subject: `/CN=${domain}`,
    issuer: 'intermediate',
    extensions: leafExtensions(domain),
    // The length depends on that of the name; it is only fixed for the one that was measured.
    octets: domain === 'bench.localhost' ? LEAF_OCTETS : undefined,
  })

  const leaf = readFileSync(file('leaf.crt'), 'utf8')
  const intermediate = readFileSync(file('intermediate.crt'), 'utf8')
  writeFileSync(file('chain.pem'), leaf + intermediate)
  const keyText = readFileSync(file('leaf.key'), 'utf8')
  writeFileSync(file('all.pem'), leaf + intermediate + keyText)
  return {
    caFile: file('root.crt'),
    chainFile: file('chain.pem'),
    keyFile: file('leaf.key'),
    allFile: file('all.pem'),
  }

  function sign(wanted: {
    readonly name: string
    readonly subject: string
    readonly issuer: string
    readonly extensions: string
    readonly octets: number | undefined
  }): void {
    const { name, subject, issuer, extensions, octets } = wanted
    writeFileSync(file(`${name}.ext`), extensions)
    openssl('req', '-new', '-key', `${name}.key`, '-subj', subject, '-out', `${name}.csr`)
    for (let tries = 0; tries < TRIES; tries += 1) {
      openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', `${issuer}.crt`],
        ...['-CAkey', `${issuer}.key`, '-set_serial', SERIAL, '-days', '25', '-sha256'],
        ...['-extfile', `${name}.ext`, '-out', `${name}.crt`],
      )
      openssl('x509', '-in', `${name}.crt`, '-outform', 'DER', '-out', `${name}.der`)
      if (octets === undefined || statSync(file(`${name}.der`)).size === octets) return
    }
    throw new Error(`expected a certificate of ${octets} octets within ${TRIES} tries`)
  }
}

const INTERMEDIATE_EXTENSIONS = `
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,digitalSignature,keyCertSign,cRLSign
extendedKeyUsage=clientAuth,serverAuth
authorityInfoAccess=caIssuers;URI:http://x1.i.bench.invalid/
crlDistributionPoints=URI:http://x1.c.bench.invalid/
certificatePolicies=2.23.140.1.2.1
`

const leafExtensions = (domain: string): string => `
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:${domain}
authorityInfoAccess=OCSP;URI:http://e5.o.bench.invalid,caIssuers;URI:http://e5.i.bench.invalid/
crlDistributionPoints=URI:http://e5.c.bench.invalid/40.crl
certificatePolicies=2.23.140.1.2.1
`
