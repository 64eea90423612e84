export default () => Promise.reject()
