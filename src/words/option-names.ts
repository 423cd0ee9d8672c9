/** What the command line calls what a run is told. */

/** Where it is not the field's name behind two hyphens. */
export const OPTIONS: Readonly<Record<string, string>> = {
  ports: '--port',
  profiles: '-p',
  profile: '-p',
  strategies: '-s',
  servers: '--server',
  scenarios: '--scenario',
  policies: '--policy',
  trials: '-n',
  format: '-f',
  output: '-o',
  outages: '--outage',
  fastOpenFault: '--tfo-fault',
  lasts: '--for',
  accounts: '--account',
  at: '--pcap-at',
  clients: '--storm',
}

/** What the command line calls a field: `--password-file` of `passwordFile`. */
export const optionOf = (field: string): string => OPTIONS[field] ?? hyphenated(field)

const hyphenated = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** The field of such an option, where somebody takes its own name for it: `clients` of `storm`. */
export const fieldOf = (name: string, known: readonly string[]): string | undefined =>
  known.find((field) => OPTIONS[field] === hyphenated(name))
