/** No answer, or none that this API gives. The message is for the person in front of the page. */
export class Unreachable extends Error {}
