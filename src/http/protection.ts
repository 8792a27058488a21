/** On every answer: nobody keeps it, and nobody guesses that it is anything but what it says. */
export const protection = { "cache-control": "no-store", "x-content-type-options": "nosniff" } as const;
