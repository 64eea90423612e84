import { expect, test } from 'vitest'
import type { Evidence } from '../../src/delivery/evidence.ts'
import { newDelivery, next } from '../../src/delivery/state.ts'
import type { Delivery, DeliveryEvent, DeliveryStart, PostFailure, Step } from '../../src/delivery/state-types.ts'

// Every rule of docs/contract.md, "Delivery" 3, without a socket and without waiting.

const second = 1000
const minute = 60 * second
type Happened<E = DeliveryEvent> = E extends DeliveryEvent ? Omit<E, 'at' | 'left' | 'pause'> : never

/** A delivery with a clock of its own, to which things happen. */
function story(start: Partial<DeliveryStart> = {}) {
  const whole: DeliveryStart = { retries: 4, deliveryTimeout: 300, wait: 0, ...start }
  const begin = 1_000_000_000
  let at = begin
  let step: Step = { delivery: newDelivery(whole), effect: { do: 'end' } }
  const story = {
    happens(event: Happened, pause = second) {
      const left = begin + whole.deliveryTimeout * second - at
      step = next(step.delivery, { ...event, at, left, pause })
      return story
    },
    after(milliseconds: number) {
      at += milliseconds
      return story
    },
    begins: () => story.happens({ type: 'begun' }),
    posts: () => story.happens({ type: 'ready' }),
    fails: (failure: PostFailure, more: { status?: number; serverMessage?: string; retryAfter?: number } = {}) =>
      story.happens({ type: 'postFailed', failure, ...more }, more.retryAfter),
    shows: (evidence: Evidence) => story.happens({ type: 'looked', evidence }),
    /** Looks once a second. */
    showsFor(milliseconds: number, evidence: Evidence) {
      for (let passed = 0; passed <= milliseconds && step.effect.do === 'ask'; passed += second)
        story.shows(evidence).after(second)
      return story
    },
    get delivery(): Delivery {
      return step.delivery
    },
    get effect() {
      return step.effect
    },
    get at() {
      return at
    },
  }
  return story
}
const posted = (start?: Partial<DeliveryStart>) => story(start).begins().posts()
const absent: Evidence = { found: 'absent' }
const stored: Evidence = { found: 'stored', jobId: 7 }
const arrived: Evidence = { found: 'arrived', jobId: 7 }
const undecided: Evidence = { found: 'undecided', doubt: { because: 'noFileNames' } }

test('prepares, posts, and is accepted', () => {
  const delivery = story().begins()
  expect(delivery.effect).toEqual({ do: 'prepare', afterMs: 0 })
  delivery.posts()
  expect(delivery.effect).toEqual({ do: 'post' })
  expect(delivery.delivery).toMatchObject({ state: 'posting', postedAt: delivery.at })
  delivery.happens({ type: 'answered', jobId: 7, runId: 70 })
  expect(delivery.delivery).toMatchObject({ state: 'accepted', jobId: 7, runId: 70 })
  expect(delivery.effect).toEqual({ do: 'end' })
  expect(delivery.happens({ type: 'runEnded' }).delivery.state).toBe('finished')
})

test('a body that was cut is sent again at once, with its pause, as often as retries allow', () => {
  const delivery = posted({ retries: 2 })
  for (let retry = 0; retry < 2; retry++) {
    expect(delivery.fails('unsent').effect).toEqual({ do: 'prepare', afterMs: second })
    expect(delivery.delivery.state).toBe('prepared')
    delivery.posts()
  }
  expect(delivery.fails('unsent').effect).toEqual({ do: 'end' })
  expect(delivery.delivery).toMatchObject({ state: 'refused', reason: 'notReached' })
})

test('429 honours Retry-After, and ends where less time is left than it asks for', () => {
  expect(posted().fails('throttled', { retryAfter: 9 * second }).effect).toEqual({ do: 'prepare', afterMs: 9 * second })
  expect(posted().fails('throttled', { retryAfter: 400 * second }).delivery.state).toBe('refused')
})

test('another 4xx ends it', () => {
  expect(posted().fails('refused').delivery).toMatchObject({ state: 'refused', reason: 'serverRefused' })
})

test('a locked release is asked again every 10 seconds up to half of the time, outside retries', () => {
  const delivery = posted({ retries: 1 })
  let asked = 0
  while (delivery.fails('locked').effect.do === 'prepare') {
    expect(delivery.effect).toEqual({ do: 'prepare', afterMs: 10 * second })
    delivery.after(10 * second).posts()
    asked++
  }
  expect(asked).toBe(14)
  expect(delivery.delivery).toMatchObject({ state: 'refused', failures: 1 })
  expect(posted({ retries: 0 }).fails('locked').effect).toEqual({ do: 'end' })
})

test('lost: asked, and sent again only once it was absent over 60 seconds', () => {
  const delivery = posted().fails('lost', { status: 502 })
  expect(delivery.delivery.state).toBe('inDoubt')
  expect(delivery.effect.do).toBe('ask')
  delivery.shows(absent).after(59 * second + 999)
  expect(delivery.shows(absent).effect.do).toBe('ask')
  expect(delivery.after(1).shows(absent).effect).toEqual({ do: 'prepare', afterMs: second })
  expect(delivery.delivery.state).toBe('prepared')
})

test('what was not absent without a break is not proved absent', () => {
  const delivery = posted()
    .fails('lost', { status: 502 })
    .shows(absent)
    .after(50 * second)
    .shows(undecided)
  expect(delivery.after(20 * second).shows(absent).effect.do).toBe('ask')
  expect(delivery.after(59 * second).shows(absent).effect.do).toBe('ask')
  expect(delivery.after(second).shows(absent).effect.do).toBe('prepare')
})

test('a failed look proves nothing', () => {
  const delivery = posted().fails('lost', { status: 502 })
  for (let asked = 0; asked < 80; asked++) delivery.happens({ type: 'lookFailed', refused: false }).after(second)
  expect(delivery.effect.do).toBe('ask')
  expect(delivery.shows(absent).effect.do).toBe('ask')
})

test('lost with less than a minute left: asked until it is over, not sent again', () => {
  const delivery = posted()
    .after(250 * second)
    .fails('lost', { status: 502 })
    .showsFor(49 * second, absent)
  expect(delivery.effect.do).toBe('ask')
  delivery.happens({ type: 'timeOver' })
  expect(delivery.delivery).toMatchObject({ state: 'undecided', reason: 'timeOver' })
})

test('retries 0: still asked, and not sent again', () => {
  const delivery = posted({ retries: 0 }).fails('lost', { status: 500 })
  expect(delivery.effect.do).toBe('ask')
  expect(delivery.showsFor(61 * second, absent).delivery).toMatchObject({ state: 'refused', reason: 'provedAbsent' })
  expect(posted({ retries: 0 }).fails('lost').shows(arrived).delivery.state).toBe('accepted')
})

test('late: asked until the time is over, never sent again in this delivery', () => {
  const delivery = posted()
    .fails('late')
    .showsFor(299 * second, absent)
  expect(delivery.effect.do).toBe('ask')
  expect(delivery.happens({ type: 'timeOver' }).delivery).toMatchObject({ state: 'undecided', reason: 'timeOver' })
  expect(
    posted()
      .fails('late')
      .showsFor(200 * second, absent)
      .shows(arrived).delivery.state,
  ).toBe('accepted')
})

test('late stays late: an undecided look does not end it either', () => {
  expect(
    posted()
      .fails('late')
      .showsFor(200 * second, undecided).effect.do,
  ).toBe('ask')
  const lost = posted()
    .fails('lost')
    .showsFor(70 * second, undecided)
  expect(lost.delivery).toMatchObject({
    state: 'undecided',
    reason: 'unprovable',
    unproved: { because: 'noFileNames' },
  })
})

test('a second 500 with the same message ends it, once the file is proved absent', () => {
  const failing = (first: string | undefined, then: string | undefined) => {
    const delivery = posted()
      .fails('lost', { status: 500, serverMessage: first })
      .showsFor(61 * second, absent)
    expect(delivery.effect.do).toBe('prepare')
    return delivery.posts().fails('lost', { status: 500, serverMessage: then })
  }
  const same = failing('NullPointerException', 'NullPointerException')
  expect(same.delivery.state).toBe('inDoubt')
  expect(same.showsFor(61 * second, absent).delivery).toMatchObject({ state: 'refused', reason: 'provedAbsent' })
  expect(failing(undefined, undefined).showsFor(61 * second, absent).delivery.state).toBe('refused')
  expect(failing('one', 'two').showsFor(61 * second, absent).effect.do).toBe('prepare')
  expect(failing('same', 'same').shows(arrived).delivery.state).toBe('accepted')
})

test('503 with Retry-After: waited for, asked, then sent', () => {
  const delivery = posted().fails('lost', { status: 503, retryAfter: 30 * second })
  expect(delivery.effect).toEqual({ do: 'ask', afterMs: 30 * second })
  expect(delivery.after(30 * second).showsFor(61 * second, absent).effect.do).toBe('prepare')
  const tooLong = posted().fails('lost', { status: 503, retryAfter: 86_400 * second })
  expect(tooLong.effect).toEqual({ do: 'ask', afterMs: 0 })
})

test('stored, not run: executed after 60 seconds, once', () => {
  const delivery = posted()
    .fails('lost', { status: 500 })
    .shows(stored)
    .after(59 * second)
  expect(delivery.shows(stored).effect.do).toBe('ask')
  expect(delivery.after(second).shows(stored).effect).toEqual({ do: 'execute', jobId: 7 })
  // Written down with this: run.ts keeps the record before it performs the effect.
  expect(delivery.delivery.executedAt).toBe(delivery.at)
  delivery.happens({ type: 'executeFailed' })
  expect(delivery.effect.do).toBe('ask')
  delivery.after(second).showsFor(120 * second, stored)
  expect(delivery.delivery).toMatchObject({ state: 'undecided', reason: 'notRun', jobId: 7 })
  const run = posted()
    .fails('late')
    .showsFor(61 * second, stored)
    .happens({ type: 'executed', runId: 71 })
  expect(run.delivery).toMatchObject({ state: 'accepted', jobId: 7, runId: 71 })
})

test('stored, not run, with execute-job sent by an earlier process: asked about, never repeated', () => {
  const earlier = { state: 'inDoubt' as const, postedAt: 0, executedAt: 1 }
  const delivery = story({ earlier })
    .begins()
    .showsFor(200 * second, stored)
  expect(delivery.delivery).toMatchObject({ state: 'undecided', reason: 'notRun' })
  expect(
    story({ earlier })
      .begins()
      .showsFor(70 * second, arrived).delivery.state,
  ).toBe('accepted')
})

test('a run that comes after a while without one must stand beside our file for as long as a list may lag', () => {
  const idle = () => posted().fails('late').shows(stored).after(second).shows(arrived)
  expect(idle().effect.do).toBe('ask')
  expect(idle().showsFor(61 * second, arrived).delivery.state).toBe('accepted')
  expect(
    idle()
      .showsFor(30 * second, arrived)
      .shows(undecided).effect.do,
  ).toBe('ask')
  expect(idle().happens({ type: 'timeOver' }).delivery.state).toBe('accepted')
  const executed = story({ earlier: { state: 'undecided', postedAt: 1_000_000_000, executedAt: 1_000_000_000 } })
  expect(executed.begins().shows(arrived).effect.do).toBe('ask')
})

test('a file that was seen is never absent, whatever shows later', () => {
  const delivery = posted()
    .fails('lost', { status: 502 })
    .shows(stored)
    .after(second)
    .showsFor(100 * second, absent)
  expect(delivery.delivery).toMatchObject({ state: 'undecided', unproved: { because: 'gone', jobId: 7 } })
})

test('looks that are refused end the asking; looks that fail do not', () => {
  const delivery = posted().fails('late')
  delivery.happens({ type: 'lookFailed', refused: true }).happens({ type: 'lookFailed', refused: true })
  expect(delivery.effect.do).toBe('ask')
  expect(delivery.happens({ type: 'lookFailed', refused: true }).delivery).toMatchObject({ reason: 'lookFailed' })
})

test('the server is asked ever more rarely, at most every 5 seconds', () => {
  const delivery = posted().fails('late')
  expect(delivery.effect).toEqual({ do: 'ask', afterMs: 0 })
  expect(delivery.after(5 * second).shows(absent).effect).toEqual({ do: 'ask', afterMs: 1500 })
  expect(delivery.after(200 * second).shows(absent).effect).toEqual({ do: 'ask', afterMs: 5000 })
})

test('the time is over before anything was sent: refused, and nothing is there', () => {
  expect(story().begins().happens({ type: 'timeOver' }).delivery).toMatchObject({
    state: 'refused',
    reason: 'timeOver',
  })
  expect(posted().happens({ type: 'timeOver' }).delivery).toMatchObject({ state: 'undecided' })
})

// resend

const before = (postedAgo: number, state: Delivery['state'] = 'undecided') => ({
  earlier: { state, postedAt: 1_000_000_000 - postedAgo },
})

test.each(['posting', 'inDoubt', 'undecided', 'accepted'] as const)(
  'resend of a delivery that is %s asks first',
  (state) => {
    const delivery = story(before(0, state)).begins()
    expect(delivery.effect).toEqual({ do: 'ask', afterMs: 0 })
    expect(delivery.shows(arrived).delivery.state).toBe('accepted')
  },
)

test.each(['prepared', 'refused'] as const)('resend of a delivery that is %s sends at once', (state) => {
  expect(story(before(0, state)).begins().effect).toEqual({ do: 'prepare', afterMs: 0 })
})

test('resend sends again no sooner than 10 minutes after the POST, and only what is absent', () => {
  const early = story(before(9 * minute))
    .begins()
    .shows(absent)
  expect(early.delivery).toMatchObject({ state: 'undecided', reason: 'tooEarly' })
  const justNow = story(before(10 * minute))
    .begins()
    .shows(absent)
  expect(justNow.effect.do).toBe('ask')
  expect(justNow.after(minute).shows(absent).effect.do).toBe('prepare')
  expect(
    story(before(11 * minute))
      .begins()
      .shows(absent).effect,
  ).toEqual({ do: 'prepare', afterMs: 0 })
  expect(
    story(before(60 * minute))
      .begins()
      .showsFor(70 * second, undecided).delivery.state,
  ).toBe('undecided')
})

test('resend with wait stays until it may send', () => {
  const delivery = story({ ...before(9 * minute), wait: 600, deliveryTimeout: 900 }).begins()
  delivery.showsFor(minute - second, absent)
  expect(delivery.effect.do).toBe('ask')
  delivery.showsFor(2 * second, absent)
  expect(delivery.effect.do).toBe('prepare')
})

test('what resend sends follows the rules of a delivery from there on', () => {
  const delivery = story(before(20 * minute))
    .begins()
    .shows(absent)
    .posts()
    .fails('late')
  expect(delivery.showsFor(200 * second, absent).effect.do).toBe('ask')
})

test('resend at a server that does not answer ends after its retries', () => {
  const delivery = story({ ...before(20 * minute), retries: 2 }).begins()
  delivery.happens({ type: 'lookFailed', refused: false }).happens({ type: 'lookFailed', refused: false })
  expect(delivery.effect.do).toBe('ask')
  expect(delivery.happens({ type: 'lookFailed', refused: false }).delivery.reason).toBe('lookFailed')
})

test('a look counts from its begin: one that took a minute to answer proves no minute', () => {
  const slow = (evidence: Evidence) => {
    const delivery = posted().fails('lost')
    delivery.after(second).shows(evidence)
    const begun = delivery.at + second
    delivery.after(60 * second).happens({ type: 'looked', evidence, begun })
    return delivery
  }
  for (const evidence of [absent, stored]) {
    const delivery = slow(evidence)
    expect(delivery.effect.do).toBe('ask')
    // What began a minute after the first does.
    delivery.happens({ type: 'looked', evidence, begun: delivery.at })
    expect(delivery.effect.do).toBe(evidence === stored ? 'execute' : 'prepare')
  }
})
