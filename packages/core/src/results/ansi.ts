// One source for core and the reporters; each is built with a copy.
export { stripAnsi } from '@zephyr-reporters/reporter-kit'
