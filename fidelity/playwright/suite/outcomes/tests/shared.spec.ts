import { shared } from './definitions'

shared('apples')
shared('pears')
