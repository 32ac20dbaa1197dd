// How cases leave the page: as one file that is encrypted to the key of the organisation.

const PADDED_TO = 16384; // bytes: the size of a file does not tell how many cases are in it

/** A name that no other case has, on whatever device: 128 random bits. */
function newKey() {
  return hexadecimal(crypto.getRandomValues(new Uint8Array(16)));
}

function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function rowOf(said) {
  return Object.fromEntries(Object.entries(said).map(([name, given]) => [name, given.join(" ")]));
}

function savedCase(one) {
  const { answers, repeats } = countedIn(one);
  return { key: one.key, revision: one.revision, answers: rowOf(answers), repeats: repeats.map(rowOf) };
}

/** What a file holds, before it is encrypted: the answers under the names of the XLSForm. */
function contentOf(cases) {
  const names = (items) => items.map((item) => item.name);
  const ids = [...OF_CASE, ...OF_REPEAT].filter((item) => item.kind === "text");
  return {
    format: "lanterne-cases",
    stamp: form.stamp,
    codebook: form.codebook,
    version: form.version,
    digest: form.digest,
    columns: names(OF_CASE),
    repeat: form.repeat ? { name: form.repeat.name, columns: names(OF_REPEAT) } : null,
    ids: names(ids),
    cases: cases.map(savedCase),
  };
}

function padded(text) {
  const bytes = new TextEncoder().encode(text);
  const room = new Uint8Array(Math.ceil(bytes.length / PADDED_TO) * PADDED_TO).fill(32);
  room.set(bytes);
  return room;
}

async function encrypted(bytes) {
  const encrypter = new age.Encrypter();
  encrypter.addRecipient(form.recipient);
  return encrypter.encrypt(bytes);
}

/** Whether this browser can encrypt: seen before anything is entered. */
async function canEncrypt() {
  try {
    age.forceWebCryptoOff(!globalThis.crypto.subtle);
    return (await encrypted(padded("nothing"))).length > PADDED_TO;
  } catch (error) {
    return false;
  }
}

/** The name tells what day it is and nothing else. */
function fileName() {
  const now = new Date(), two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `form-${day}-${newKey().slice(0, 6)}.age`;
}

async function saveFile(cases) {
  const bytes = await encrypted(padded(JSON.stringify(contentOf(cases))));
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  const link = make("a", { href: address, download: fileName() });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  return link.download;
}
