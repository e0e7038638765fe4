'use strict'

/**
 * Sums the numbers up to a limit, step by step.
 * @param {number} limit
 * @param {number} step
 */
function sumOfSteps (limit, step) {
  let sum = 0
  for (let i = 0; i <= limit; i += step) {
    sum += i
  }
  return sum
}

// Gives each word its length, in a map
// that keeps the order of the words.
export const lengths = (words) => {
  const found = new Map()
  words.forEach((word) => { found.set(word, word.length) })
  return found
}

function bare (x) {
  const y = x + 1
  return y
}

/** Calls back with every item, one after the other. */
function visit (items, callback) {
  const inner = (x) => { return x }
  items.forEach((item) => callback(inner(item)))
}
