/** The primes of the published test; 65537 generates a small part of the numbers below most of them. */
const primes = [
  3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113,
  127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/** By prime, the remainders of the powers of 65537. */
const remainders = primes.map((prime) => {
  const powers = new Set<number>();
  for (let power = 1; !powers.has(power); power = (power * 65537) % prime) powers.add(power);
  return powers;
});

/**
 * Whether an RSA modulus carries the mark of the key generator that CVE-2017-15361 describes: its private key can be
 * computed. One sound modulus in a hundred million carries it by chance.
 */
export function isRoca(modulus: bigint): boolean {
  return primes.every((prime, index) => remainders[index]?.has(Number(modulus % BigInt(prime))));
}
