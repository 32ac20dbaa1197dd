// What the offline page takes of age: to encrypt for public keys. Where a browser lets a page from
// a file have no crypto.subtle, X25519 is computed by the noble library instead.
export { Encrypter } from "age-encryption";
export { forceWebCryptoOff } from "./node_modules/age-encryption/dist/x25519.js";
