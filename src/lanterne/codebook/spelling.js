"use strict";
// Words in their plain form, in a browser: spelling.py, and lanterne.hub.portal.search.words.
const spelling = (() => {
  const marks = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": ""};
  const article = /^(?:[وبك]?ال|لل)+(?=[\p{L}\p{N}_]{2})/u;

  const plain = text => text.replace(/[أإآٱىةؤئـ]/g, sign => marks[sign])
    .normalize("NFKD").replace(/\p{Mn}/gu, "")
    .toLowerCase().replace(/ß/g, "ss").replace(/ς/g, "σ")
    .replace(/[٠-٩]/g, digit => digit.charCodeAt(0) - 0x660)
    .replace(/[۰-۹]/g, digit => digit.charCodeAt(0) - 0x6f0);

  // The words of a text, each once.
  const wordsIn = text =>
    [...new Set((plain(text).match(/[\p{L}\p{N}]+/gu) || []).map(word => word.replace(article, "")))];

  // Whether each word is in a text of words with a blank before each, or a longer one that begins with it.
  const holds = (text, wanted) => wanted.every(word => text.includes(" " + word));

  return {wordsIn, holds};
})();
