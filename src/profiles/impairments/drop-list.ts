import * as z from 'zod'
import type { DropListSettings } from '../../link/drop-list.ts'
import { shortened } from './shortened.ts'

export const dropList = {
  written: z
    .strictObject({ kind: z.literal('drop-list'), indices: z.array(z.int().min(0)) })
    .describe('Loses exactly these packets, counted from 0 as they come'),
  words({ indices }: DropListSettings): string {
    if (indices.length === 0) return 'loses no packet'
    const packets = indices.length === 1 ? 'packet' : 'packets'
    return `loses ${packets} ${shortened(indices.map(String))}, counted from 0`
  },
}
