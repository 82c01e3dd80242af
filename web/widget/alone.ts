/** Does it while no other tab does work of that name; where browsers have no locks (plain HTTP), at once. */
export function alone<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  return navigator.locks ? navigator.locks.request(`refund-chat.${name}`, work) : work();
}
