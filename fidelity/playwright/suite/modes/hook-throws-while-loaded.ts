throw new Error('while the set-up is loaded')

export default () => {}
