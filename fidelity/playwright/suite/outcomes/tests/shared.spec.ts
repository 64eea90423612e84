import { shared } from './shared'

shared('apples')
shared('pears')
