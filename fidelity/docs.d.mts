export const path: string
export function render(): Promise<string>
