/**
 * Colours, by meaning: of layers, of the parts of an episode, of series. They began as Okabe and
 * Ito's and were moved until they stay apart for every kind of colour blindness and are 4.5 : 1
 * against what they stand on, dark ones on paper and light ones on a dark screen
 * (`test/report/page/palette.test.ts`). Nothing is told by colour alone.
 */
import type { Layer, RecoveryPart } from '../../result/names.ts'

/** Kinds of layers, in the order in which a client without tricks comes to them. */
export const FAMILIES = ['transport', 'security', 'identity', 'session'] as const
export type Family = (typeof FAMILIES)[number]

export const FAMILY_OF: Readonly<Record<Layer, Family>> = {
  dns: 'transport',
  tcp: 'transport',
  starttls: 'security',
  tls: 'security',
  upgrade: 'security',
  header: 'identity',
  auth: 'identity',
  restart: 'session',
  bind: 'session',
  sm: 'session',
  data: 'session',
}

interface Scheme {
  readonly paper: string
  readonly ink: string
  /** Text that is less important. */
  readonly soft: string
  readonly line: string
  /** Behind what stands apart: code, heads of tables, what never got there. */
  readonly wash: string
  /** Text upon a colour. */
  readonly upon: string
  /** What went wrong. */
  readonly alarm: string
  readonly hues: readonly string[]
}

/** Blue, vermilion, green, purple, azure, ochre, grey. */
export const LIGHT: Scheme = {
  paper: '#ffffff',
  ink: '#1c2128',
  soft: '#59636e',
  line: '#d5dae0',
  wash: '#f4f6f8',
  upon: '#ffffff',
  alarm: '#b3261e',
  hues: ['#0c62a0', '#bf4e07', '#266145', '#93378a', '#1b75b7', '#754e00', '#65676a'],
}

export const DARK: Scheme = {
  paper: '#0f1318',
  ink: '#e8ebef',
  soft: '#a1aab5',
  line: '#333b45',
  wash: '#1a2028',
  upon: '#0f1318',
  alarm: '#ff8f85',
  hues: ['#5cb0ec', '#fa9259', '#4cd7bf', '#db8dc9', '#a5d8fb', '#e3c250', '#aaac9c'],
}

/** Which of the hues. */
const FAMILY_HUES: Readonly<Record<Family, number>> = {
  transport: 0,
  security: 1,
  identity: 2,
  session: 3,
}

/** Client time that is lost is warm or grey; what works is blue and green. */
const PART_HUES: Readonly<Record<RecoveryPart, number>> = {
  noticing: 6,
  waiting: 5,
  inVain: 1,
  handshake: 0,
  resending: 2,
}

const DASHES = ['none', '5 2.5', '1.5 2.5'] as const

/** Of the series of this number. */
export const seriesHue = (number: number): string => `h${(number - 1) % LIGHT.hues.length}`

/** Its hue and, when all hues are taken, its dashes. */
export function seriesClass(number: number): string {
  const dash = Math.floor((number - 1) / LIGHT.hues.length) % DASHES.length
  return dash === 0 ? seriesHue(number) : `${seriesHue(number)} d${dash}`
}

export const familyClass = (family: Family): string => `h${FAMILY_HUES[family]}`
export const layerClass = (layer: Layer): string => familyClass(FAMILY_OF[layer])
/** Of what some clients do behind all layers. */
export const RESTORING_CLASS = 'h4'
export const partClass = (part: RecoveryPart): string => `h${PART_HUES[part]}`

const variables = ({ hues, ...named }: Scheme): string =>
  [...Object.entries(named), ...hues.map((hue, index) => [`hue${index}`, hue] as const)]
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** Names in a typeface whose letters are all as wide, so that their room is known. */
export const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace'
export const SANS =
  'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans","Liberation Sans",Arial,sans-serif'

/** What every plot needs, wherever it stands. `root`: what the colours hold for. */
export const plotStyle = (root: string): string =>
  [
    `${root}{${variables(LIGHT)}}`,
    `@media screen and (prefers-color-scheme:dark){${root}{${variables(DARK)}}}`,
    ...LIGHT.hues.map((_, index) => `.h${index}{--c:var(--hue${index})}`),
    ...DASHES.flatMap((dash, index) => (index === 0 ? [] : [`.d${index}{--d:${dash}}`])),
    `svg{font-family:${SANS};font-size:11px;fill:var(--ink)}`,
    '.f{fill:var(--c)}',
    '.s{stroke:var(--c);fill:none;stroke-width:1.6;stroke-linejoin:round;stroke-dasharray:var(--d,none)}',
    '.w{stroke:var(--c);stroke-width:1.4;fill:none}',
    '.o{stroke:var(--c);stroke-width:1;stroke-dasharray:2 2;fill:none}',
    '.v{stroke:var(--alarm)}',
    '.z{stroke:var(--soft);stroke-width:.6;stroke-dasharray:1 2;fill:none}',
    '.g{stroke:var(--line);stroke-width:1;fill:none}',
    '.x{stroke:var(--soft);stroke-width:1;fill:none}',
    '.q{fill:var(--soft)}',
    '.n{fill:var(--wash)}',
    '.u{fill:var(--upon)}',
    '.a{fill:var(--alarm)}',
    '.p{fill:var(--paper)}',
    '.b{font-weight:600}',
    '.h{font-size:18px;letter-spacing:-.01em}',
    `.m{font-family:${MONO}}`,
    '.t{font-size:9.5px}',
    '.e{text-anchor:end}',
    '.c{text-anchor:middle}',
    '.k{paint-order:stroke;stroke:var(--paper);stroke-width:3.5;stroke-linejoin:round}',
  ].join('\n')
