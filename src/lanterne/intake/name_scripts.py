"""Words of names in Latin letters, from every script.

What a script does not write is not guessed: between consonants of Arabic an ``a`` stands where
nothing is written, and :mod:`lanterne.intake.name_skeletons` leaves vowels out again. Read here are
Arabic (also as Persian, Urdu and Kurdish are written), Burmese, and of Greek, Thai and Indic
scripts what letters do beside each other; all else is read by ``anyascii``, letter by letter.

Known to be read badly: Chinese characters as in Mandarin, also those of Japanese, Cantonese and
Korean names; Korean ``Kim`` as Gim; Hebrew; Tamil, which writes k and g alike; final consonants of
Thai; short vowels of Persian in short names; Somali, whose c and x are letters of Arabic.

Sources: Unicode 15 (decompositions and blocks); the BGN/PCGN systems for Arabic, Persian and Urdu,
without their marks; for Burmese the spellings that passports use.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from anyascii import anyascii

_ARABIC_LETTERS = {
    **{"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ا", "ة": "ا", "ی": "ي", "ې": "ي", "ے": "ي"},
    **{"ک": "ك", "ہ": "ه", "ۀ": "ه", "ە": "ه", "ھ": "", "ـ": "", "ۆ": "و", "ۇ": "و", "ێ": "ي"},
}
"""Letters that are one letter here; a two-eyed ``ھ`` only breathes on the letter before it."""

_ARABIC_CONSONANTS = {
    **{"ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ث": "tz", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh"},
    **{"د": "d", "ڈ": "d", "ذ": "dz", "ر": "r", "ڑ": "r", "ڕ": "r", "ز": "z", "ژ": "zh", "س": "s"},
    **{
        "ش": "sh",
        "ص": "s",
        "ض": "dz",
        "ط": "t",
        "ظ": "dz",
        "غ": "gh",
        "ف": "f",
        "ڤ": "v",
        "ق": "q",
    },
    **{"ك": "k", "گ": "g", "ل": "l", "ڵ": "l", "م": "m", "ن": "n", "ں": "n", "ه": "h"},
}
"""``dz`` and ``tz`` are what Arabs and Persians say in two ways: Ramadan, Ramazan."""

_ARABIC_SILENT = {"ع": "a", "ء": "a", "ؤ": "u", "ئ": "i", "ا": "a"}
"""Vowels, and what is only heard as a stop beside them."""

_ARABIC_WORDS = {
    **{"عبد": "abd", "ابو": "abu", "ام": "umm", "بن": "bin", "ابن": "ibn", "بنت": "bint"},
    **{"ولد": "ould", "طه": "taha"},
}
"""Short words, by the vowels that are not written."""

_GREEK_PAIRS = (
    ("ου", "ou"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("γγ", "ng"),
    ("γκ", "g"),
    ("^μπ", "b"),
    ("^ντ", "d"),
)

_BURMESE_SYLLABLE = re.compile(
    "(?P<onset>[က-အဥဦဧဩ၎])(?P<medials>[ျြွှ]*)(?P<vowel>[ါ-ူေဲံ့း]*)"
    "(?P<final>(?:(?:[က-အ]့?်)|(?:[က-အ]့?္))?)[့း်]*"
)
_BURMESE_ONSETS = {
    **{"က": "k", "ခ": "kh", "ဂ": "g", "ဃ": "g", "င": "ng", "စ": "s", "ဆ": "s", "ဇ": "z", "ဈ": "z"},
    **{"ည": "ny", "ဉ": "ny", "ဋ": "t", "ဌ": "t", "ဍ": "d", "ဎ": "d", "ဏ": "n", "တ": "t", "ထ": "t"},
    **{"ဒ": "d", "ဓ": "d", "န": "n", "ပ": "p", "ဖ": "p", "ဗ": "b", "ဘ": "b", "မ": "m", "ယ": "y"},
    **{"ရ": "y", "လ": "l", "ဝ": "w", "သ": "th", "ဟ": "h", "ဠ": "l", "အ": "a", "ဥ": "u", "ဦ": "u"},
    **{"ဧ": "e", "ဩ": "aw"},
}
_BURMESE_VOWELS = {
    **{"": "a", "ာ": "a", "ါ": "a", "ိ": "i", "ီ": "i", "ု": "u", "ူ": "u", "ေ": "ay", "ဲ": "e"},
    **{"ော": "aw", "ေါ": "aw", "ို": "o", "ံ": "an", "ုံ": "on"},
}
_BURMESE_RHYMES = {
    **{"င": "in", "ောင": "aung", "ေါင": "aung", "ိုင": "aing", "ဉ": "in", "ည": "i", "ိုယ": "o"},
    **{"န": "an", "မ": "an", "ွန": "un", "ွမ": "un", "ုန": "on", "ုမ": "on", "ိန": "ein"},
    **{"ိမ": "ein", "က": "et", "ောက": "auk", "ေါက": "auk", "ိုက": "aik", "တ": "at", "ပ": "at"},
    **{"ွတ": "ut", "ုတ": "ok", "ုပ": "ok", "ိတ": "eik", "ိပ": "eik", "စ": "it", "ယ": "e"},
    **{"ော": "aw", "ေါ": "aw", "ာဉ": "in", "ာန": "an", "ာယ": "a", "ာသ": "a", "ာတ": "at"},
}

_SILENCED = re.compile(r"(?:ทร|[ก-ฮ])[ิุ]?์|[ກ-ຮ]໌")
"""A Thai letter that is written and not said."""

_LETTERS = {
    **dict.fromkeys("ंँਂੰઁં", "n"),
    **dict.fromkeys("ংঙङ", "ng"),
    **{"জ": "zh", "য": "zh", "г": "gh"},
}
"""Signs for a nasal vowel; and letters that are read in two ways, as such a pair is."""

_INDIC_PAIRS = (
    ("য়", "y"),
    ("รร", "ั"),
    ("ญญ", "นย"),
    ("([เ-ไ])([ก-ฮ])", r"\2\1"),  # vowels that are written before their consonant
    ("(?<=[ก-ฮ])ว(?=[ก-ฮ])", "ua"),
)

_ONE_BY_ONE = re.compile(r"[\u3005-\u3007\u3400-\u9fff\uac00-\ud7a3\U00020000-\U000323af]")
"""Characters that are a syllable each: Chinese and Korean."""

_VOWELS_UNDERSTOOD = re.compile(
    r"[\u0900-\u0dff\u1200-\u137f\u0e01-\u0e2e\u0e81-\u0eae\u1780-\u17b3]"
)
"""Indic letters, Thai, Lao, Khmer: a consonant without a sign is followed by a vowel."""


def plain_letters(text: str) -> str:
    """A text without capitals, marks on letters, format characters and width; NFKC, then folded.

    Vowel signs of Indic scripts, of Khmer, Thai and Burmese are letters as others, and stay.
    """
    whole = unicodedata.normalize("NFKC", text).casefold().replace("اة", "ات")  # Hayat
    if whole.isascii():
        return whole
    kept = (
        one
        for one in unicodedata.normalize("NFKD", whole)
        if not (unicodedata.category(one) == "Cf" or _is_mark(one))
    )
    letters = "".join(_ARABIC_LETTERS.get(one, one) for one in kept)
    return unicodedata.normalize("NFC", re.sub(r"(?<=\w\w)يه(?!\w)", "يا", letters))  # Nadia


def _is_mark(letter: str) -> bool:
    """Whether it is a mark on a letter: an accent, a short vowel of Arabic or Hebrew."""
    return unicodedata.category(letter) == "Mn" and not (
        "\u0900" <= letter <= "\u109f" or "\u1780" <= letter <= "\u17ff"
    )


def syllables(word: str) -> list[str]:
    """The parts of a word that Latin letters write as words: syllables of Burmese and Chinese.

    Args:
        word: In plain letters.
    """
    if word.isascii():
        return [word]
    spaced = _ONE_BY_ONE.sub(r" \g<0> ", word)
    if re.search("[က-႟]", spaced):
        spaced = _BURMESE_SYLLABLE.sub(_burmese, spaced)
    return spaced.split()


def in_latin(word: str) -> str:
    """A word in the letters from a to z; nothing is left of what no script reads.

    Args:
        word: In plain letters.
    """
    if word.isascii():
        return re.sub("[^a-z]", "", word)
    word = _SILENCED.sub("", word)
    for pair, read in _GREEK_PAIRS + _INDIC_PAIRS:
        word = re.sub(pair, read, word)
    if any(one in _ARABIC_CONSONANTS or one in _ARABIC_SILENT for one in word):
        word = _arabic(word)
    spelt = ""
    for one, after in pairwise(word + " "):
        read = _read(one)
        spelt += read + "a" if _bare(one) and _bare(after) and read[-1] not in "aeiou" else read
    return re.sub("[^a-z]", "", spelt)


def _read(letter: str) -> str:
    return _LETTERS.get(letter) or anyascii(letter).lower()


def _bare(letter: str) -> bool:
    """Whether it is a consonant of a script in which a vowel is understood after it."""
    return (
        _VOWELS_UNDERSTOOD.match(letter) is not None
        and unicodedata.category(letter) == "Lo"
        and _read(letter)[:1] not in ("", *"aeiou")
    )


def _arabic(word: str) -> str:
    """A word of Arabic letters, with an ``a`` where no vowel is written between consonants.

    ``و`` and ``ي`` are consonants at the beginning and before another vowel, and else vowels.
    """
    if word in _ARABIC_WORDS:
        return _ARABIC_WORDS[word]
    said = ""
    for place, letter in enumerate(word):
        after = word[place + 1 : place + 2]
        if letter in "وي":
            consonant = not place or (after != "" and after in "اوي" and said[-1] not in "wy")
            sound = ("w" if letter == "و" else "y") if consonant else "ui"[letter == "ي"]
        elif letter == "ع" and not after and said[-1:] in ("a", "i", "u"):
            continue  # Rabi
        else:
            sound = _ARABIC_CONSONANTS.get(letter) or _ARABIC_SILENT.get(letter, letter)
        both = said and said[-1] not in "aiu" and sound[0] not in "aiu"
        said += ("a" if both else "") + sound
    return said


def _burmese(found: re.Match[str]) -> str:
    """A syllable of Burmese, as passports spell it, between blanks."""
    onset = _BURMESE_ONSETS.get(found["onset"], "")
    medials, vowel, final = found["medials"], found["vowel"].rstrip("့း"), found["final"][:1]
    if "ှ" in medials:
        onset = "sh" if onset == "y" else "h" + onset
    if "ျ" in medials or "ြ" in medials:
        onset = {"kh": "ch", "ng": "ny"}.get(onset, onset + "y")
    round_ = "ွ" if "ွ" in medials else ""
    if final and round_ + vowel + final in _BURMESE_RHYMES:
        rhyme = _BURMESE_RHYMES[round_ + vowel + final]
        round_ = ""
    elif final:
        rhyme = _BURMESE_RHYMES.get(vowel + final, "a")
    else:
        rhyme = _BURMESE_VOWELS.get(vowel.replace("့", ""), "a")
    if rhyme.endswith("n") and "့" in found[0]:
        rhyme += "t"  # Myint, Thant
    if onset in ("a", "u", "e", "aw"):
        rhyme = {"i": "ei"}.get(rhyme, rhyme) if onset == "a" else onset
        onset = ""
    return f" {onset}{'w' if round_ else ''}{rhyme} "
