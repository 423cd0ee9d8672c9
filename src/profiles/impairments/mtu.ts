import * as z from 'zod'
import type { MtuSettings } from '../../link/mtu.ts'
import { quantityField } from '../../quantities/field.ts'
import { packetSize } from '../../quantities/quantity.ts'

export const mtu = {
  written: z
    .strictObject({ kind: z.literal('mtu'), mtu: quantityField(packetSize) })
    .describe('Larger packets vanish without a word'),
  words: (settings: MtuSettings): string => `loses packets above ${settings.mtu} bytes`,
}
