import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { DARK, LIGHT } from '../../../src/report/plot/palette.ts'

type Linear = readonly [red: number, green: number, blue: number]

const linear = (color: string): Linear => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return [red, green, blue]
}

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = ([red, green, blue]: Linear): number =>
  0.2126 * red + 0.7152 * green + 0.0722 * blue

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(linear(one)), luminance(linear(other))].sort(
    (a, b) => a - b,
  )
  return (high + 0.05) / (low + 0.05)
}

/** How colours are seen without one kind of cones: Machado, Oliveira and Fernandes (2009), severity 1. */
const VISIONS: Readonly<Record<string, readonly (readonly [number, number, number])[]>> = {
  'every kind of cones': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** Oklab (Ottosson 2020), in which distances are about as they are seen. */
function oklab([red, green, blue]: Linear): Linear {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function seen(color: string, vision: readonly (readonly [number, number, number])[]): Linear {
  const [red, green, blue] = linear(color)
  const [r = 0, g = 0, b = 0] = vision.map(([x, y, z]) =>
    Math.min(1, Math.max(0, x * red + y * green + z * blue)),
  )
  return oklab([r, g, b])
}

const distance = (a: Linear, b: Linear): number =>
  Math.hypot(...a.map((value, index) => value - (b[index] ?? 0)))

for (const [name, scheme] of Object.entries({ light: LIGHT, dark: DARK })) {
  const { paper, wash, ink, soft, upon, alarm, hues } = scheme
  describe(`the ${name} colours`, () => {
    it('let text be read: 4.5 : 1', () => {
      for (const ground of [paper, wash])
        for (const text of [ink, soft, alarm]) assert.ok(contrast(text, ground) >= 4.5, text)
    })

    it('let names be read upon layers, and numbers of curves beside them: 4.5 : 1', () => {
      for (const hue of hues.slice(0, 4)) assert.ok(contrast(upon, hue) >= 4.5, hue)
      for (const hue of hues) assert.ok(contrast(hue, paper) >= 4.5, hue)
    })

    for (const [vision, cones] of Object.entries(VISIONS)) {
      it(`can be told apart with ${vision}`, () => {
        const pairs = hues.flatMap((one, index) =>
          hues.slice(index + 1).map((other) => ({
            pair: `${one} ${other}`,
            apart: distance(seen(one, cones), seen(other, cones)),
          })),
        )
        for (const { pair, apart } of pairs) assert.ok(apart >= 0.06, `${pair}: ${apart}`)
      })
    }
  })
}
