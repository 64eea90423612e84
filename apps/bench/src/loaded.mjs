// `--import` of this: the files that a process loads, one a line, into the file that LOADED_FILES names.
import { appendFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const list = process.env.LOADED_FILES
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) appendFileSync(list, `${url}\n`)
    return next(url, context)
  },
})
