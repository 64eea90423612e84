export const half = (a) => { if (a) return 1; return 2 }
