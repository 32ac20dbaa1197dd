"""Columns that identify people are known by header and by look, in five languages."""

from __future__ import annotations

import time

import pytest

from lanterne.codebook import builtin_codebooks, load_codebook
from lanterne.codebook.identifying import REASONS, Identifies, by_header, identifying_column
from lanterne.codebook.looks import (
    Look,
    doubt_on,
    is_contact,
    is_coordinate,
    is_date,
    look_of,
    why_identifying,
)

CAUGHT = {
    Identifies.NAMES: """
        surname | name | First name | firstName | FIRST_NAMES | victimFirstName | given_name
        fullname
        mother's name | alias | nickname | victimname | Name of the victim | initials
        Prénom | prénoms | Nom | NOM_PRENOM | Nom de la victime | nom de famille | surnom
        nomvictime
        nombre | Nombre y apellidos | apellidos | NOMBRE_COMPLETO | nombre del padre | apodo
        nombre de los hijos | nombre de la víctima
        nome da vítima | sobrenome
        الاسم | اسم الضحية | الاسم الأول واللقب | اسم الأب | الكنية
        Known as | Nick | Called | Respondent | Next of kin | Identité | Identité de la victime
        Dit | Personne à contacter | Seudónimo
        """,
    Identifies.CONTACTS: """
        phone | Phone1 | PhoneNumber | tel. | mobile | e-mail | E-Mail Address | WhatsApp
        whats_app
        facebook | Instagram handle | username | URL | IP address
        téléphone | n° de téléphone | Numéro de téléphone | courriel
        teléfono | correo electrónico | celular | telefone
        رقم الهاتف | الهاتف | البريد الإلكتروني | واتساب | فيسبوك
        Contact No | IG | Contacto | تليفون
        """,
    Identifies.PLACES: """
        address | addresses | street address | village | GPS | latitude | place of birth
        Postal Code
        adresse | quartier | rue | coordonnées GPS | lieu de naissance | code postal
        dirección | barrio | calle | código postal | lugar de nacimiento | bairro | endereço
        العنوان | القرية | الحي | حي | مكان الولادة
        Addr | ville | Commune | Commune de résidence | Municipio
        """,
    Identifies.NUMBERS: """
        ID | ids | I.D. | caseID | CaseId | case_no | case number | casenumber | victim_id
        IDNumber
        passport_no | national id | reference
        numéro de dossier | N° dossier | Nr dossier | dossier | numerodossier | passeport n°
        numéro CNI
        número de pasaporte | Nº de expediente | No. caso | expediente | cédula | DNI
        رقم القضية | رقم الملف | رقم الجواز | جواز السفر | رقم الهوية
        UID | HHID | RFC | CUI | DUI | C.C. | Folio
        """,
    Identifies.BIRTHS: """
        DOB | D.O.B. | date of birth | birthDate | Date de naissance | date_naissance | Né(e) le
        fecha de nacimiento | F. nac. | data de nascimento | تاريخ الميلاد | تاريخ الولادة
        BirthDt | F. nacimiento | مواليد | ت. الميلاد
        """,
    Identifies.TEXTS: """
        comments | Notes | narrative | observaciones | commentaire | ملاحظات
        Faits | Précisez | Hechos | Especifique
        """,
}

FREE = """
    country | countryOfExploitation | country name | name of organisation | number of children
    number of cases | address type | type of address | passport withheld | passportConfiscated
    year of birth | country of birth | gender identity | sex | age | citizenship | region | sector
    means of control | initial recruitment | date of entry | marital status | mobile clinic
    rename
    nominal | phonetic | streetlight | width | identity | surnameless | isForcedLabour
    nombre d'enfants | nombre de enfants | nombre_enfants | Nombre de victimes | nombre total
    nom du pays | type d'adresse | type de document | pays de naissance | année de naissance
    langue
    statut matrimonial | taille
    nombre del país | nombre de la organización | tipo de dirección | número de víctimas
    número de casos | número de hijos | estado civil | fecha de ingreso
    اسم البلد | عدد الأطفال | عدد الحالات | نوع العنوان | الجنس | العمر | الجنسية
    الحالة الاجتماعية
    """


def entries(text: str) -> list[str]:
    return [entry.strip() for line in text.strip().splitlines() for entry in line.split(" | ")]


@pytest.mark.parametrize("kind", list(Identifies))
def test_headers_of_what_identifies_a_person_are_known(kind):
    found = {header: by_header(header, ()) for header in entries(CAUGHT[kind])}
    assert {header for header, one in found.items() if one is not kind} == set()


def test_other_headers_are_not_taken_for_them():
    assert {header: by_header(header, ()) for header in entries(FREE)} == dict.fromkeys(
        entries(FREE)
    )


def test_which_platform_it_was_is_nobodys_account_on_it():
    assert by_header("Recruitment websites", ("Facebook", "WhatsApp", "Other")) is None
    assert by_header("Recruitment websites", ("Facebook", "facebook.com/awa")) is not None
    assert by_header("WhatsApp", ("WhatsApp", "+33 6 12 34 56 78")) is not None
    assert by_header("WhatsApp", ()) is not None, "nobody knows what stands beneath it"


def test_no_column_of_a_codebook_that_comes_with_us_is_taken_for_one():
    columns = [
        column
        for name in builtin_codebooks()
        for table in load_codebook(name).tables
        for column in table.columns
    ]
    assert len(columns) > 80
    assert [column.name for column in columns if identifying_column(column)] == []


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        ("passport", ["Yes", "No"]),
        ("téléphone", ["oui", "non"]),
        ("phone", ["0", "1"]),
        ("هاتف", ["نعم", "لا"]),
        ("nombre de hijos", ["0", "1", "2", "3+"]),
        ("place of birth", ["FRA", "NGA"]),
        ("date of birth", ["1990", "2001"]),
    ],
)
def test_answers_that_can_identify_nobody_speak_louder_than_a_header(header, answers):
    assert by_header(header, answers) is None
    assert by_header(header, [*answers, "Marie Diop"]) is not None


UNHEARD_OF = ("Zora Mbeki", "Kunle Adebayo", "Petrit Hoxha", "Sokha Prak", "Sewa Ayite")
SOMEBODY = """
    Victime | Proxénète | Madam | Recruiter | Trafficker | Lawyer | Hôtel | Employeur | Membres
    Mother | Father | Guardian | Mère | Père | Madre | Abogado | الضحية | الكفيل | صاحب العمل
    ولي الأمر
    """
KINDS = """
    Friend or acquaintance | Family | Intimate partner | Somebody else | Ami | Conjoint
    Famille | Inconnu | Amigo | Desconocido | صديق | قريب | Private household | Farm | Alive
    """


ORDINARY = """
    Agriculture | Construction | Fishing | Mining | Domestic Work | Hospitality
    Sexual Exploitation | Forced Labour | Organ Removal | Forced Marriage | Begging
    Female | Male | Non-binary | Transgender
    Single | Married | Divorced | Widowed
    None | Primary | Secondary | University
    English | French | Arabic | Spanish
    Threats | Debt Bondage | Physical Abuse | Confiscation Of Documents
    Police | NGO | Hotline | Hospital | Self
    Bâtiment | Pêche | Travail domestique | Restauration
    Célibataire | Marié | Divorcée | Veuve
    Soltera | Casada | Unión Libre | Viuda
    Agricultura | Construcción | Pesca | Minería | Trabajo Doméstico
    الزراعة | البناء | العمل المنزلي | الصيد
    متزوج | أعزب | مطلق | أرمل
    January | March | May
    Nigeria | Chad | France
    100000 | 250000 | 500000
    9--17 | 18--20 | 21+
    Grade 1 | Grade 2 | Grade 3
    < 1000 USD | 1000-2000 USD | 2000+ USD
    moins de 18 ans | 18 à 25 ans | plus de 25 ans
    """


@pytest.mark.parametrize("header", entries(SOMEBODY))
def test_a_header_of_somebody_is_one_of_names_unless_it_says_what_they_are(header):
    assert by_header(header, UNHEARD_OF) is Identifies.NAMES
    assert by_header(header, [name.split()[0].lower() for name in UNHEARD_OF]) is Identifies.NAMES
    assert by_header(header, entries(KINDS)) is None
    assert doubt_on(header, spread(entries(KINDS))) is None
    assert doubt_on(header, spread([*entries(KINDS), "Zora Mbeki"])) is not None


@pytest.mark.parametrize(
    "answers",
    [
        list(UNHEARD_OF),
        [name.split()[0] for name in UNHEARD_OF],
        [name.lower() for name in UNHEARD_OF],
        [name.upper() for name in UNHEARD_OF],
        ["Diop, Zora", "Sarr, Kunle", "Kane, Petrit"],
        ["سناء الجبوري", "حيدر الربيعي", "نبراس الدليمي"],
        ["awa", "moussa", "fatou"],
        ["Zora (tante)", "Kunle 2", "Petrit/Madam"],
        ["Zora Baker", "Kunle Cook", "Petrit Farmer"],
        ["Зорица", "Драган", "Милица"],
        ["राम", "सीता", "गीता"],
        ["Zora", "Kunle", "Petrit", "Family", "Friend", "Police", "Other", "None"],
        [f"A-{1000 + n}" for n in range(5)],
        [str(77_120_003 + 7919 * n) for n in range(3)],
    ],
)
def test_answers_that_may_be_names_or_numbers_are_doubtful_however_many_give_them(answers):
    assert doubt_on("thing", spread(answers, 1000)) is not None


@pytest.mark.parametrize(
    "answers",
    [entries(line) for line in ORDINARY.strip().splitlines()],
)
def test_ordinary_answers_in_four_languages_are_not_doubtful(answers):
    assert doubt_on("thing", spread(answers)) is None


def test_no_column_of_a_codebook_that_comes_with_us_is_doubtful():
    found = [
        column.name
        for name in builtin_codebooks()
        for table in load_codebook(name).tables
        for column in table.columns
        if why_identifying(column)
    ]
    assert found == []


def test_every_kind_is_said_to_people():
    assert set(REASONS) == set(Identifies)


@pytest.mark.parametrize(
    "text",
    entries("""
        +33 6 12 34 56 78 | 0612345678 | 06.12.34.56.78 | (555) 123-4567 | ٠٦١٢٣٤٥٦٧٨
        555-123-4567
        a.b@example.org | @maria_99 | https://example.org/a | facebook.com/maria
        """),
)
def test_phone_numbers_and_accounts_are_seen(text):
    assert is_contact(text)


@pytest.mark.parametrize(
    "text",
    entries("""
        1990-03-02 | 03/02/1990 | 3.2.90 | 19900302 | 12 mars 1987 | 1er janvier 1990
        March 12, 1987 | 12 de marzo de 1987 | ١٩٩٠/٠٣/٠٢ | 12 مارس 1990 | 12-Mar-1987
        1990-03-02T00:00:00
        """),
)
def test_dates_are_seen(text):
    assert is_date(text)
    assert not is_contact(text)


@pytest.mark.parametrize(
    "text", ["33.5138, 36.2765", "33.5138", "-1.28333", "33°30'N", "POINT(1 2)", "6PH57VP3+PR"]
)
def test_coordinates_are_seen(text):
    assert is_coordinate(text)


@pytest.mark.parametrize(
    "text",
    entries("""
        2019 | 2000-2004 | 2019-2020 | 10000-20000 | 100 000 - 200 000 | 1 000 000 | 9--17
        18 to 20
        <18 | 48+ | 1.5 | 12.25 | 3.000 | March 2019 | 12 months 2019 | Domestic work | Q1 2019
        """),
)
def test_bands_years_and_words_are_none_of_these(text):
    assert not any(look(text) for look in (is_contact, is_date, is_coordinate))


def spread(texts: list[str], times: int = 40) -> dict[str, int]:
    return dict.fromkeys(texts, times)


@pytest.mark.parametrize(
    ("answers", "look"),
    [
        (spread(["0612345678", "06 99 88 77 66", "none", "later"]), Look.CONTACTS),
        (spread(["1990-03-02", "2 May 1991", "?"]), Look.DATES),
        (spread(["33.51, 36.27", "33.5138", "34.1234"]), Look.PLACES),
        (spread([f"A-{n:05}" for n in range(30)]), Look.NUMBERS),
        (spread([f"2019/{n:04}" for n in range(30)]), Look.NUMBERS),
        (spread([str(100_000 + n) for n in range(30)]), Look.NUMBERS),
        (spread(["Marie", "Awa", "Jean Paul", "Zoé"]), Look.NAMES),
        (spread(["فاطمة", "محمد علي", "خديجة"]), Look.NAMES),
        ({f"Zor{'abcdefghijklmnop'[n]}": 1 if n > 9 else 40 for n in range(16)}, Look.SINGLE),
    ],
)
def test_columns_are_known_by_their_look(answers, look):
    assert look_of(answers) is look


@pytest.mark.parametrize(
    "answers",
    [
        spread(["Agriculture", "Domestic work", "Construction", "Fishing", "Other"]),
        spread(["Female", "Male", "Transgender"]),
        spread([str(age) for age in range(99)]),
        spread(["0--8", "9--17", "18--20", "21+"]),
        dict.fromkeys(("Nigeria", "Romania", "France", "Chad", "Mali", "Ghana"), 1)
        | spread(["Togo", "Benin", "Spain", "Italy", "Niger"]),
        spread([f"{year} T{quarter}" for year in range(2010, 2020) for quarter in (1, 2, 3, 4)]),
    ],
)
def test_ordinary_columns_look_like_nothing(answers):
    assert look_of(answers) is None


@pytest.mark.parametrize("part", ["a", "A ", "1", "a.", "a1", "1-", "@a", "ا", "12 mars ", "٣"])
def test_answers_that_were_made_to_take_long_do_not(part):
    start = time.process_time()
    look_of({f"{part * 10_000}!{n}": 1 for n in range(50)})
    look_of({f"{part * 30}!{n}": 1 for n in range(3000)})
    doubt_on("madam", {f"{part * 10_000}{n}": 1 for n in range(50)})
    by_header(part * 2000, ())
    assert time.process_time() - start < 2
