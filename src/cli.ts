#!/usr/bin/env node
/** The bin: hands the command line to `cli/` and sets the exit code. */
import { main } from './cli/main.ts'

await main()
