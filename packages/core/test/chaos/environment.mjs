export const secret = 'ch4os/s3cret "marked" & more'

/** Options of a delivery, complete. */
export const environment = (url, more = {}) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: secret,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Chaos',
  ZEPHYR_CYCLE_NAME: 'Chaos',
  ZEPHYR_REPOSITORY_PATH: 'Chaos',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ZEPHYR_TIMEOUT: '0.3',
  ZEPHYR_DELIVERY_TIMEOUT: '1500',
  ZEPHYR_RETRIES: '3',
  ...more,
})

/** Of a `resend` that stays until it may send again, ten minutes after the first POST, on a machine however busy. */
export const patiently = { ZEPHYR_WAIT: '1500', ZEPHYR_TIMEOUT: '5' }

// A second lasts 2 ms: the delivery's time is three real seconds, the ten minutes before a second POST little more than
// one, and a gateway's late commit, 60 real ms, comes after half a minute.
export const pace = 0.002
