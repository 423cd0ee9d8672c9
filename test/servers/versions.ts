/**
 * The named server that is a version of a program as it is installed, so that like is compared with
 * like: the one that was measured in this version, or the newest.
 */
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import { EJABBERD_24_12 } from '../../src/servers/ejabberd-24.12.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { PROSODY_13_0_1 } from '../../src/servers/prosody/prosody-13.0.1.ts'
import type { ServerProgram } from './installed.ts'

/** The newest first. */
const MODELS: Readonly<Record<ServerProgram, readonly [ServerModel, ...ServerModel[]]>> = {
  prosody: [PROSODY, PROSODY_13_0_1],
  ejabberd: [EJABBERD, EJABBERD_24_12],
}

/** `version`: as the package manager says it, 13.0.1-1~bpo12+1. */
export function modelOf(program: ServerProgram, version: string): ServerModel {
  const [upstream] = version.split(/[-~+]/)
  const models = MODELS[program]
  return models.find(({ name }) => name === `${program}-${upstream}`) ?? models[0]
}
