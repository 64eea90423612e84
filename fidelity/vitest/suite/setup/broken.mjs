export function setup() { throw new Error('no database') }
