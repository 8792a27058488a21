/** The slope of the line of least squares through points of x and y. */
export function toSlope(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = mean(([px, py]) => (px - x) * (py - y));
  return covariance / mean(([px]) => (px - x) ** 2);
}
