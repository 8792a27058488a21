/** On every answer: nobody keeps it, guesses that it is anything but what it says, or is told where it came from. */
export const protection = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;
