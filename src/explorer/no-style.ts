/** Stands in for `react-style-singleton`: a page with a strict `style-src` takes no style sheet made at run time. */
export const styleSingleton = () => () => null;
