// Stands for the parts of age that a page for one X25519 key never calls.
function leftOut() {
  throw new Error("left out of this bundle");
}
export const MLKEM768P256 = leftOut;
export const MLKEM768X25519 = leftOut;
export const p256 = leftOut;
export const scrypt = leftOut;
