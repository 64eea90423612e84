import type { IncomingMessage } from 'node:http'
import type { MiddlewareHandler } from 'hono'
import { sleep } from '../clock.js'
import type { Env, Parts, Request } from '../context.js'
import { faultAnswer } from '../habits/answer.js'
import { answerOf, type Fault } from '../habits/fault.js'
import { carryOut, type Steps, timesOf } from '../habits/steps.js'
import { wireResponse } from '../wire.js'
import { operationOf } from './operations.js'

/** Chooses what goes wrong with a request, and does what needs no body: the rest is up to {@link performing}. */
export function faults({ habits, clock, closing }: Parts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const fault = habits.faultFor(operationOf(c.req.path))
    c.set('fault', fault)
    if (!fault || fault.at === undefined || fault.at === 'after-body') return next()
    const answers = answerOf(fault) !== undefined
    if (answers && fault.at === 'during-body') await firstPiece(c.env.incoming)
    if (fault.delay) await sleep(clock, fault.delay, closing)
    if (!answers) return next()
    const answer = await faultAnswer(fault, c.req.path, async () => wireResponse({ kind: 'drop' }))
    if (!c.env.incoming.complete) answer.headers.set('connection', 'close')
    return answer
  }
}

/** The rest stays unread. */
async function firstPiece(incoming: IncomingMessage): Promise<void> {
  if (incoming.complete || incoming.readableEnded) return
  await new Promise<void>((resolve) => {
    incoming.once('data', () => {
      incoming.pause()
      resolve()
    })
    incoming.once('end', resolve)
    incoming.once('close', resolve)
  })
}

/**
 * Carries out an operation whose request was read, as its fault wants it: each step at its time, and the fault's
 * answer or, once both steps are done, the server's own. A step that fails after the answer has left leaves no trace.
 */
export async function performing<Stored, Result>(
  c: Request,
  { clock, closing }: Parts,
  steps: Steps<Stored, Result>,
  own: (result: Result) => Response,
): Promise<Response> {
  const { fault } = c.var
  const done = carryOut(steps, fault, clock, closing)
  if (!fault) return own(await done)
  // A step may fail long after the answer.
  done.catch(() => {})
  const answered = answerOf(fault) !== undefined
  // A refusal of the steps that come at once is answered as it would be without the fault.
  if (answered && timesOf(fault).keep === 0 && timesOf(fault).run === 0) await done
  if (waitsNow(fault)) await sleep(clock, fault.delay ?? 0, closing)
  return faultAnswer(fault, c.req.path, async () => own(await done))
}

/** Wraps the routes of operations that change nothing: `read` is called when the answer leaves. */
export async function reading(c: Request, { clock, closing }: Parts, read: () => Response): Promise<Response> {
  const { fault } = c.var
  if (!fault) return read()
  if (waitsNow(fault)) await sleep(clock, fault.delay ?? 0, closing)
  return faultAnswer(fault, c.req.path, async () => read())
}

/** Whether the fault's delay was not waited for before the body. */
const waitsNow = ({ delay = 0, at = 'after-body' }: Fault) => delay > 0 && at === 'after-body'
