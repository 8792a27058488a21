/** What a code looks like: `FORBIDDEN`. What somebody wrote does not, as a rule, and is bounded where it does. */
export const codeShape = /^[A-Z][A-Z0-9_]{0,49}$/;
