export const noTest = true
