/** Where the verifier writes what an operator has to know; pino is one. Details hold no token, password or secret. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}
