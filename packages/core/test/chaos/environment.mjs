export const secret = 'ch4os/s3cret "marked" & more'

/** Options of a delivery, complete, with short time limits. */
export const environment = (url) => ({
  ZEPHYR_URL: url,
  ZEPHYR_TOKEN: secret,
  ZEPHYR_PROJECT_ID: '1',
  ZEPHYR_RELEASE_ID: '11',
  ZEPHYR_JOB_NAME: 'Chaos',
  ZEPHYR_CYCLE_NAME: 'Chaos',
  ZEPHYR_REPOSITORY_PATH: 'Chaos',
  ZEPHYR_REPOSITORY_TREE_ID: '32',
  ZEPHYR_TIMEOUT: '0.3',
  ZEPHYR_DELIVERY_TIMEOUT: '300',
  ZEPHYR_RETRIES: '3',
})

// A gateway's late commit comes after 60 ms; the settling time must stay well above it on a loaded machine.
export const pace = 0.04
