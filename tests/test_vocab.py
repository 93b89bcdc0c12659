"""What the vocabulary answers: names of stations, dated meanings, holders of missions, years of bare numbers."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reftel.errors import VocabularyError
from reftel.vocab import REGISTER_ENDS, Vocabulary
from reftel.vocab.tables import LAYOUTS, shipped_rows

SHIPPED = Vocabulary.shipped()


def own(folder: Path, **files: str) -> Vocabulary:
    """A vocabulary with the user's files, given by name without `.csv`."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return Vocabulary.load(folder)


ORDINARY = """
    JANUARY FEBRUARY MARCH APRIL MAY JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER PAGE SECTION PARA PARAS
    REASONS TOTAL UNCLAS CONFIDENTIAL SECRET STATES PARTS PARTY PARKS WHITE QUITE URBAN PLAGUE MADRASA GENERAL SUBJECT
    SUMMARY COMMENT REF REFTEL EMBASSY AMEMBASSY THE NOTAL GROUP ROUTE POST MEDIAN SIPDIS NOFORN
"""
"""Words of every telegram, and words one letter away from a station's name."""


# -- stations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code", "how"),
    [
        ("MAPUTO", "MAPUTO", "exact"),
        ("Maputo", "MAPUTO", "exact"),
        ("AMEMBASSY MAPUTO", "MAPUTO", "exact"),
        ("EMBASSYVIENNA", "VIENNA", "exact"),
        ("AMCONSUL RIO DE JANEIRO", "RIODEJANEIRO", "exact"),
        ("USMISSION USUN NEW YORK", "USUNNEWYORK", "exact"),
        ("USINT HAVANA", "HAVANA", "exact"),
        ("USLO PEKING", "PEKING", "exact"),
        ("USMISSION NATO", "USNATO", "alias"),
        ("RIODEJAN", "RIODEJANEIRO", "alias"),
        ("RIO DE JAN", "RIODEJANEIRO", "alias"),
        ("RIODEJANIERO", "RIODEJANEIRO", "alias"),
        ("USUNESCOPARISFR", "UNESCOPARISFR", "alias"),
        ("UNVIE", "UNVIEVIENNA", "alias"),
        ("SECSTATE", "STATE", "alias"),
        ("SECTSTATE", "STATE", "alias"),
        ("SECTATE", "STATE", "alias"),
        ("STAT", "STATE", "alias"),
        ("STAE", "STATE", "alias"),
        ("TATE", "STATE", "alias"),
        ("SECSTATE WASHDC", "STATE", "alias"),
        ("SECDEF", "SECDEF", "exact"),
        ("PORT-AU-PRINCE", "PORTAUPRINCE", "exact"),
        ("PAUP", "PORTAUPRINCE", "alias"),
        ("PORTA", "PORTAUPRINCE", "alias"),
        ("PORT A", "PORTAUPRINCE", "alias"),
        ("PORT AU PR", "PORTAUPRINCE", "prefix"),
        ("USEU", "USEUBRUSSELS", "alias"),
        ("BRUSSELS", "BRUSSELS", "exact"),
        ("USUN", "USUNNEWYORK", "alias"),
        ("USUNNY", "USUNNEWYORK", "alias"),
        ("USUNNEYORK", "USUNNEWYORK", "alias"),
        ("USUN NE YORK", "USUNNEWYORK", "alias"),
        ("MEXICO CITY", "MEXICO", "alias"),
        ("MADRIDSP", "MADRID", "alias"),
        ("BRAZIL", "BRASILIA", "alias"),
        ("BRASILA", "BRASILIA", "alias"),
        ("BRASIIA", "BRASILIA", "alias"),
        ("BRAZILIA", "BRASILIA", "alias"),
        ("HCMC", "HOCHIMINHCITY", "alias"),
        ("HO CHI MINH", "HOCHIMINHCITY", "alias"),
        ("TAIPEI", "TAIPEI", "exact"),
        ("AITTAIPEI", "AITTAIPEI", "exact"),
        ("CDCATLANTA", "CDCATLANTAGA", "alias"),
        ("USDA", "USDAFAS", "alias"),
        ("USCUSTOMSA", "USCBP", "alias"),
        ("HAGUE", "THEHAGUE", "alias"),
        ("THE HAGUE", "THEHAGUE", "exact"),
        ("THEHAGUE", "THEHAGUE", "exact"),
        ("AMEMBASSY THE HAGUE", "THEHAGUE", "exact"),
        ("COTON0U", "COTONOU", "alias"),
        ("0TTAWA", "OTTAWA", "alias"),
        ("SANTIAG0", "SANTIAGO", "alias"),
        ("N'DJAMENA", "NDJAMENA", "exact"),
        ("N\u2019Djamena", "NDJAMENA", "exact"),
        ("S\u00e3o Paulo", "SAOPAULO", "exact"),
        ("ST. PETERSBURG", "STPETERSBURG", "exact"),
        # the first six characters of the name, blanks counted and then dropped
        ("NEWDE", "NEWDELHI", "prefix"),
        ("THEHA", "THEHAGUE", "prefix"),
        ("TELAV", "TELAVIV", "prefix"),
        ("USUNN", "USUNNEWYORK", "prefix"),
        ("SANJO", "SANJOSE", "prefix"),
        ("PORTM", "PORTMORESBY", "prefix"),
        ("PORTL", "PORTLOUIS", "prefix"),
        ("PORTO", "PORTOFSPAIN", "prefix"),
        ("HOCHI", "HOCHIMINHCITY", "prefix"),
        ("LAPAZ", "LAPAZ", "exact"),
        ("KUALA", "KUALALUMPUR", "prefix"),
        ("PHNOM", "PHNOMPENH", "prefix"),
        ("SANTO", "SANTODOMINGO", "prefix"),
        ("SANTIA", "SANTIAGO", "prefix"),
        ("SANSA", "SANSALVADOR", "prefix"),
        ("GUATEM", "GUATEMALA", "prefix"),
        ("BUENOS", "BUENOSAIRES", "prefix"),
        ("VATICA", "VATICAN", "prefix"),
        ("CARACA", "CARACAS", "prefix"),
        ("ECBRU", "ECBRUSSELS", "prefix"),
        ("OECDP", "USOECD", "prefix"),
        ("Vladivosto", "VLADIVOSTOK", "prefix"),
        ("DAMASCCUS", "DAMASCUS", "typo"),
        ("BISHIEK", "BISHKEK", "typo"),
        ("SOIA", None, None),  # four letters are too few to guess from
        ("MANAUGUA", "MANAGUA", "alias"),
    ],
)
def test_a_printed_name_means_a_station(printed: str, code: str | None, how: str | None) -> None:
    found = SHIPPED.station(printed)
    assert (found and found.code, found and found.how) == (code, how)


@pytest.mark.parametrize(
    ("printed", "code"),
    [("RIO", "RIODEJANEIRO"), ("HK", "HONGKONG"), ("BA", "BUENOSAIRES"), ("PAP", "PORTAUPRINCE"), ("VAT", "VATICAN")],
)
def test_names_of_three_letters_count_only_in_a_list_of_references(printed: str, code: str) -> None:
    assert SHIPPED.station(printed) is None
    found = SHIPPED.station(printed, short=True)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "word",
    ORDINARY.split(),
)
@pytest.mark.parametrize("short", [False, True])
def test_ordinary_words_are_no_stations(word: str, short: bool) -> None:
    assert SHIPPED.station(word, short=short) is None


@pytest.mark.parametrize(
    "printed", ["", "   ", "565", "MAPUTO 565", "04MAPUTO565", "\u00df", "A" * 5000, "MAPUTO/LIMA"]
)
def test_what_is_no_name_is_no_station(printed: str) -> None:
    assert SHIPPED.station(printed) is None


def test_a_name_one_letter_away_from_two_stations_is_neither() -> None:
    assert SHIPPED.station("PARTS") is None  # PARIS or PARTO


def test_typing_errors_can_be_left_out() -> None:
    assert SHIPPED.station("DAMASCCUS", typo=False) is None


@given(st.sampled_from(sorted(SHIPPED.posts)))
def test_a_code_is_a_fixed_point(code: str) -> None:
    found = SHIPPED.station(code)
    assert found is not None
    assert (found.code, found.how) == (code, "exact")
    assert SHIPPED.station(f"AMEMBASSY {code.lower()}") == found


@given(st.text(max_size=30))
def test_any_text_is_answered_and_an_answer_is_a_post(printed: str) -> None:
    found = SHIPPED.station(printed, short=True)
    assert found is None or found.code in SHIPPED.posts


@given(st.sampled_from(sorted(code for code in SHIPPED.posts if len(code) > 5)), st.data())
def test_a_lost_letter_is_mended_or_left_but_never_raises(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    found = SHIPPED.station(code[:place] + code[place + 1 :])
    assert found is None or found.code in SHIPPED.posts


def test_a_routing_indicator_is_a_post() -> None:
    post = SHIPPED.route("RUEHTO")
    assert post is not None
    assert post.code == "MAPUTO"
    assert SHIPPED.route("RUZZZZZ") is None


def test_a_post_is_what_it_was_on_the_date() -> None:
    east, last = SHIPPED.post("BERLIN", on="1975-05-05"), SHIPPED.post("BERLIN")
    assert east is not None
    assert east.tags_geo == ("GE", "GC")
    assert last is not None
    assert last.tags_geo == ("GM",)
    assert SHIPPED.post("BERLIN", on="1973") is None
    assert len(SHIPPED.known_at_other_dates("post", "BERLIN")) == 3


def test_codes_of_one_place_are_linked_both_ways() -> None:
    assert SHIPPED.same_places("KIEV") == ("KYIV",)
    assert SHIPPED.same_places("KYIV") == ("KIEV",)
    assert SHIPPED.same_places("PARISFR") == ("UNESCOPARIS", "UNESCOPARISFR")
    assert SHIPPED.same_places("LIMA") == ()


def test_a_damaged_published_id_has_a_right_one() -> None:
    assert SHIPPED.malformed_id("07SOIA828") == "07SOFIA828"
    assert SHIPPED.malformed_id("07SOFIA828") is None


# -- TAGS ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "on", "meaning"),
    [
        ("GE", "1974-10-29", "German Democratic Republic (East Germany)"),
        ("GE", "2004", None),
        ("GW", "1974", "Germany, Federal Republic of (West Germany)"),
        ("GM", "1974", None),
        ("GM", "2004-04-27", "Germany"),
        ("WB", "1974-12", "Berlin, West"),
        ("CZ", "1989", "Czechoslovakia"),
        ("CZ", "1999", None),
        ("EZ", "1999", "Czech Republic"),
        ("UR", "1991-12-31", "Soviet Union"),
        ("RS", "1992-01-01", "Russia"),
        ("PREL", None, "External political relations"),
    ],
)
def test_a_tag_means_what_it_meant_then(code: str, on: str | None, meaning: str | None) -> None:
    tag = SHIPPED.tag(code, on=on)
    assert (tag and tag.meaning) == meaning


def test_a_tag_unknown_on_a_date_is_known_at_others() -> None:
    assert SHIPPED.tag("GE", on="2004") is None
    (entry,) = SHIPPED.known_at_other_dates("tag", "GE")
    assert entry.valid_from == "1973"
    assert SHIPPED.known_at_other_dates("tag", "QQQQ") == ()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("RU", "RS"), ("SYR", "SY"), ("MOPPS", "MOPS"), ("POGOV", "PGOV"), ("KWWMN", "KWMN"), ("UNDESCO", "UNESCO")],
)
def test_another_spelling_leads_to_the_tag(written: str, canonical: str) -> None:
    tag = SHIPPED.tag(written)
    assert tag is not None
    assert tag.canonical == canonical


def test_a_code_nobody_vouches_for_has_no_meaning() -> None:
    tag = SHIPPED.tag("KBIO")
    assert tag is not None
    assert (tag.verified, tag.meaning) == (False, "")
    assert "KBIO" not in SHIPPED.tags_known


@pytest.mark.parametrize(
    ("glued", "parts"),
    [
        ("ETRDEINVECINPGOVCS", "ETRD EINV ECIN PGOV CS"),
        ("KFRDKIRFCVISCMGTKOCIASECPHUMSMIGEG", "KFRD KIRF CVIS CMGT KOCI ASEC PHUM SMIG EG"),
        ("MASSMNUC", "MASS MNUC"),
        ("AMEDCASCKFLO", "AMED CASC KFLO"),
        ("ITPHUM", "IT PHUM"),
        ("VTPREL", "VT PREL"),
        ("IZPREL", "IZ PREL"),
        ("VEPREL", "VE PREL"),
        ("PRELRU", "PREL RU"),
        ("NATO", None),
        ("SMIG", None),
        ("UNESCO", None),
        ("MOPPS", None),
        ("PRELKBIO", None),  # KBIO is not vouched for
        ("PRELUKFR", None),  # two countries at the end
        ("PRELQ", None),
        ("CONSULAR", None),
        ("", None),
    ],
)
def test_run_together_tags_are_split_when_all_is_used_up(glued: str, parts: str | None) -> None:
    assert SHIPPED.split_tags(glued) == (tuple(parts.split()) if parts else None)


@given(
    st.lists(
        st.sampled_from(
            sorted(
                code
                for code in SHIPPED.tags_known
                if len(code) == 4 and (tag := SHIPPED.tag(code)) and tag.kind in ("subject", "program")
            )
        ),
        min_size=2,
        max_size=9,
    )
)
def test_subjects_run_together_come_apart_again(codes: list[str]) -> None:
    glued = "".join(codes)
    assert SHIPPED.tag(glued) is not None or SHIPPED.split_tags(glued) == tuple(codes)


def test_a_long_string_is_not_searched_for_ever() -> None:
    assert SHIPPED.split_tags("PREL" * 49 + "QQ") is None
    assert SHIPPED.split_tags("PREL" * 100_000) is None


# -- handling, offices, orders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("SIPDIS", "SIPDIS"),
        ("sipdis", "SIPDIS"),
        ("E X D I S", "EXDIS"),
        ("STADIS//////", "STADIS"),
        ("EXDIS (DISTRIBUTE AS NODIS)", "EXDIS (DISTRIBUTE AS NODIS)"),
        ("C O R R E C T E D  C O P Y", "CORRECTED COPY"),
        ("C O R R E C T E D COPY (CAPTION ADDED)", "CORRECTED COPY"),
        ("CORRECTED COPY //SUBJECT LINE////", "CORRECTED COPY"),
        ("L O U", "LIMITED OFFICIAL USE"),
        ("(NOTAL)", "NOTAL"),
        ("ROGER CHANNEL", "ROGER CHANNEL"),
        ("SENSITIVE BUT UNCLASSIFIED", "SENSITIVE"),
        ("RICE PRICES", None),
        ("", None),
    ],
)
def test_a_caption_is_found_however_it_is_spaced(printed: str, code: str | None) -> None:
    caption = SHIPPED.caption(printed)
    assert (caption and caption.code) == code


def test_a_caption_can_name_the_one_that_governs() -> None:
    caption = SHIPPED.caption("EXDIS (DISTRIBUTE AS NODIS)")
    assert caption is not None
    assert caption.effective == "NODIS"


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("O", "IMMEDIATE"),
        ("OO", "IMMEDIATE"),
        ("Z", "FLASH"),
        ("Priority", "PRIORITY"),
        ("PRIOITY", "PRIORITY"),
        ("R", "ROUTINE"),
        ("NIACT  IMMEDIATE", "NIACT IMMEDIATE"),
        ("Q", None),
    ],
)
def test_precedence_by_letter_word_or_misspelling(written: str, word: str | None) -> None:
    precedence = SHIPPED.precedence(written)
    assert (precedence and precedence.word) == word


def test_precedences_are_ranked() -> None:
    words = ("CRITIC", "FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE")
    found = [SHIPPED.precedence(word) for word in words]
    assert [each.rank for each in found if each is not None] == list(range(6))


@pytest.mark.parametrize(
    ("symbol", "on", "meaning"),
    [
        ("SCA", "1974-09", "Security and Consular Affairs"),
        ("SCA", "2008-06-01", "South and Central Asian Affairs"),
        ("SCA", "1990", None),
        ("SCA", None, None),  # without a date the symbol does not say which
        ("EUR", "1990", "European and Canadian Affairs"),
        ("EUR", "1999-01", None),  # it changed within that month
        ("NEA", "1979", "Near Eastern and South Asian Affairs"),
        ("inr / b", None, ""),  # known to exist, and no more
        ("Q/Q", None, None),
    ],
)
def test_an_office_is_the_one_of_that_date(symbol: str, on: str | None, meaning: str | None) -> None:
    office = SHIPPED.office(symbol, on=on)
    assert (office and office.meaning) == meaning


def test_both_bureaux_of_a_symbol_are_known_at_other_dates() -> None:
    assert len(SHIPPED.known_at_other_dates("office", "SCA")) == 2


def test_an_abbreviation_keeps_its_certainty_and_orca_is_never_expanded() -> None:
    sure, never = SHIPPED.acronym("Dcm"), SHIPPED.acronym("ORCA")
    assert sure is not None
    assert (sure.meaning, sure.certainty) == ("Deputy Chief of Mission", "sure")
    assert never is not None
    assert (never.meaning, never.certainty) == ("", "uncertain")


@pytest.mark.parametrize(("number", "canonical"), [("12958", None), (12958, None), ("E.O. 1295", "12958")])
def test_a_misprinted_order_names_the_one_meant(number: str | int, canonical: str | None) -> None:
    order = SHIPPED.executive_order(number)
    assert order is not None
    assert order.canonical == canonical


@pytest.mark.parametrize(
    ("code", "on", "known"),
    [
        ("1.5(d)", "1999-06-01", True),
        ("1.5 (D)", "2008", False),
        ("1.4(d)", "2003-09-21", False),
        ("1.4(d)", "2003-09-22", True),
        ("1.4b", "2004-04-27", True),
        ("1.6X1", "2000", True),
        ("B1", "1976", True),
        ("9.9(z)", "2004", False),
    ],
)
def test_a_reason_belongs_to_the_order_of_its_time(code: str, on: str, known: bool) -> None:
    assert (SHIPPED.reason(code, on=on) is not None) is known


# -- people --------------------------------------------------------------------------------------------------------

REGISTER = shipped_rows(LAYOUTS["chiefs_of_mission"])
# the first ambassador of the register at Maputo whose dates are known to the day; no name stands in this file
AMBASSADOR = next(
    row for row in REGISTER if row[0] == "mozambique" and row[4] == "ambassador-e-p" and row[7][9:] and row[8][9:]
)


def test_a_surname_and_a_date_lead_to_the_holder() -> None:
    (holder,) = SHIPPED.chiefs_of_mission("MAPUTO", on=AMBASSADOR[8][:7] + "-01", surname=AMBASSADOR[1].upper())
    assert (holder.person_id, holder.started, holder.ended) == (AMBASSADOR[5], AMBASSADOR[7], AMBASSADOR[8])
    assert holder.certain
    assert holder.name.endswith(AMBASSADOR[1])


def test_the_day_after_leaving_is_not_in_the_term() -> None:
    year = str(int(AMBASSADOR[8][:4]) + 1)
    assert SHIPPED.chiefs_of_mission("MAPUTO", on=f"{year}-12-31", surname=AMBASSADOR[1]) == ()


def test_a_name_of_two_words_is_found_however_it_is_spaced() -> None:
    row = next(row for row in REGISTER if row[5] == "la-lime-helen-r-meagher" and row[0] == "mozambique")
    for printed in ("LA LIME", "LALIME", "La-Lime", "MEAGHER LA LIME", row[1]):
        (holder,) = SHIPPED.chiefs_of_mission("MAPUTO", on="2004-04-27", surname=printed)
        assert (holder.person_id, holder.certain) == (row[5], True)
        assert holder.name == f"{row[2]} {row[1]}"
    assert SHIPPED.chiefs_of_mission("MAPUTO", on="2004-04-27", surname="IME") == ()


def test_named_but_not_arrived_may_be_meant_and_is_not_certain() -> None:
    (holder,) = SHIPPED.chiefs_of_mission("MAPUTO", on="2003-08-01")
    assert holder.started is not None
    assert holder.started > "2003-08-01"
    assert not holder.certain


def test_generations_and_accents_do_not_matter() -> None:
    row = next(row for row in REGISTER if "\u00e9" in row[1] and row[7][9:] and row[0][0] != "@")
    post = next(post.code for post in SHIPPED.posts.values() if row[0] in post.territories)
    plain = row[1].replace("\u00e9", "e").upper()
    for printed in (plain, plain.replace("-", " "), plain + " JR"):
        found = SHIPPED.chiefs_of_mission(post, on=row[7], surname=printed)
        assert row[5] in {holder.person_id for holder in found}


def test_the_department_is_headed_by_the_secretary() -> None:
    row = next(row for row in REGISTER if row[0] == "@secretary" and row[8])
    (holder,) = SHIPPED.chiefs_of_mission("STATE", on=row[7][:4] + "-12-31", surname=row[1])
    assert (holder.person_id, holder.certain) == (row[5], True)


def test_a_consulate_has_no_chief_of_mission() -> None:
    post = SHIPPED.post("DURBAN")
    assert post is not None
    assert post.territories == ("south-africa",)
    assert SHIPPED.chiefs_of_mission("DURBAN", on="2007") == ()


def test_two_missions_under_one_territory_are_kept_apart() -> None:
    peking = SHIPPED.chiefs_of_mission("PEKING", on="1975-06")
    taipei = SHIPPED.chiefs_of_mission("TAIPEI", on="1975-06")
    assert [holder.role for holder in peking] == ["chief"]
    assert [holder.role for holder in taipei] == ["ambassador-e-p"]


def test_after_the_register_ends_nothing_is_said() -> None:
    assert SHIPPED.register_knows(REGISTER_ENDS)
    assert not SHIPPED.register_knows("2024-02")
    assert not SHIPPED.register_knows(None)
    assert SHIPPED.chiefs_of_mission("STATE", on="2025-06-01") == ()


def test_a_term_without_an_end_is_closed_by_the_next() -> None:
    """Among such rows are people who were named and never went; years later they are not offered as in post."""
    for row in REGISTER:
        if row[7] and not row[8] and row[7] < "1990" and not row[0].startswith("@"):
            for post in SHIPPED.posts.values():
                if row[0] in post.territories and post.mission_type == "embassy":
                    later = SHIPPED.chiefs_of_mission(post.code, on="2005-06-01", surname=row[1])
                    assert all(holder.ended for holder in later), row


# -- serials -------------------------------------------------------------------------------------------------------


def test_a_calendar_is_a_row_a_month() -> None:
    months = SHIPPED.serials("STATE", 2004)
    assert [month.month for month in months] == sorted(month.month for month in months)
    assert (months[0].month, months[0].n, months[0].max_serial) == (3, 3, 61816)
    assert SHIPPED.serials("STATE", 1950) == ()


def test_a_number_between_two_thin_months_is_placed_and_says_how_thin() -> None:
    guess = SHIPPED.year_of("STATE", 71826, citing=(2004, 4, 27))
    assert guess.year == 2004
    assert guess.observations == 4
    assert guess.confidence <= 0.75
    for said in ("March 2004 reaches 61816", "April 2004 begins at 89155", "rests on 4 observations"):
        assert said in guess.reason


def test_more_observations_are_worth_more() -> None:
    thin = SHIPPED.year_of("STATE", 71826, citing=(2004, 4, 27))
    thick = SHIPPED.year_of("STATE", 64225, citing=(2008, 7, 1))
    assert thin.confidence < thick.confidence <= 0.9


def test_a_high_number_in_early_january_is_of_the_year_before() -> None:
    guess = SHIPPED.year_of("STATE", 130000, citing=(2008, 1, 3))
    assert guess.year == 2007
    assert 0.5 < guess.confidence <= 0.7
    assert "too high for a number cited on 3 January 2008" in guess.reason


def test_without_a_calendar_the_citing_year_stands_and_the_reason_says_so() -> None:
    guess = SHIPPED.year_of("MAPUTO", 12, citing=(1975, 4, 27))
    assert (guess.year, guess.confidence, guess.observations) == (1975, 0.5, 0)
    assert "no calendar of serials for MAPUTO in 1975" in guess.reason


def test_a_number_that_fits_no_year_stays_with_low_confidence() -> None:
    guess = SHIPPED.year_of("STATE", 1_484_761, citing=(2008, 1, 30))
    assert guess.year == 2008
    assert guess.confidence < 0.5


@pytest.mark.parametrize("code", ["SECDEF", "USDOC", "USDAFAS", "TOSEC", "PARTO", "SECTO", "NOWHERE"])
def test_other_counters_do_not_follow_the_departments(code: str) -> None:
    assert SHIPPED.year_of(code, 130000, citing=(2008, 1, 3)).confidence == 0.5


@given(
    st.sampled_from(["STATE", "MAPUTO", "LIMA", "PARTO", "NOWHERE"]),
    st.integers(0, 10**7),
    st.dates(),
)
def test_every_number_gets_the_citing_year_or_the_one_before(code: str, serial: int, citing: object) -> None:
    year, month, day = (int(part) for part in str(citing).split("-"))
    guess = SHIPPED.year_of(code, serial, citing=(year, month, day))
    assert guess.year in (year, year - 1)
    assert 0 < guess.confidence <= 0.9
    assert guess.reason


# -- the user's own ------------------------------------------------------------------------------------------------


def test_a_folder_adds_a_post_a_tag_a_person_and_an_office(tmp_path: Path) -> None:
    vocabulary = own(
        tmp_path,
        posts="code,name,station,mission_type,territory,source\n"
        "NEWSTRELSAU,New Strelsau,NEW STRELSAU,embassy,ruritania,my notes\n",
        tags="code,meaning,country_iso2,kind,source\nRZ,Ruritania,,geo,my notes\n",
        offices="symbol,meaning,source\nEUR/RZ,Ruritanian Affairs,my notes\n",
        chiefs_of_mission="territory,surname,forename,valid_from,valid_to,source\n"
        "ruritania,De La Hentzau,Flavia,1973-02-01,1976-05,my notes\n",
    )
    assert vocabulary.posts["NEWSTRELSAU"].name == "New Strelsau"
    for printed in ("NEW STRELSAU", "AMEMBASSY NEW STRELSAU", "NEWST", "NEWSTRELSUA"[:9], "NEWSTRELSU"):
        found = vocabulary.station(printed)
        assert found is not None, printed
        assert found.code == "NEWSTRELSAU"
    tag = vocabulary.tag("RZ", on="1974")
    assert tag is not None
    assert (tag.meaning, tag.verified) == ("Ruritania", True)
    assert vocabulary.split_tags("PRELRZ") == ("PREL", "RZ")
    office = vocabulary.office("EUR/RZ")
    assert office is not None
    assert office.source == "my notes"
    (holder,) = vocabulary.chiefs_of_mission("NEWSTRELSAU", on="1974-04-27", surname="DE LA HENTZAU")
    assert (holder.name, holder.certain, holder.source) == ("Flavia De La Hentzau", True, "my notes")
    assert vocabulary.station("MAPUTO") == SHIPPED.station("MAPUTO")
    assert SHIPPED.tag("RZ") is None


def test_a_row_of_the_same_key_replaces_and_keeps_what_it_does_not_say(tmp_path: Path) -> None:
    vocabulary = own(tmp_path, posts="code,name,source\nMAPUTO,Maputo (my reading),me\n")
    post = vocabulary.post("MAPUTO")
    assert post is not None
    assert (post.name, post.source) == ("Maputo (my reading)", "me")
    assert post.routing_indicator == "RUEHTO"
    assert len(vocabulary.known_at_other_dates("post", "MAPUTO")) == 1


def test_a_row_for_another_time_stands_beside_the_shipped_one(tmp_path: Path) -> None:
    vocabulary = own(tmp_path, tags="code,meaning,kind,valid_from,source\nGE,Something else,geo,2005-01-01,me\n")
    then, now = vocabulary.tag("GE", on="1974"), vocabulary.tag("GE", on="2006")
    assert then is not None
    assert then.meaning.startswith("German Democratic")
    assert now is not None
    assert now.meaning == "Something else"


def test_an_own_calendar_is_used(tmp_path: Path) -> None:
    vocabulary = own(
        tmp_path,
        serial_months="code,valid_from,n,min_serial,p05,median,p95,max_serial,source\n"
        "LIMA,1975-03,9,100,110,200,290,300,me\n",
    )
    assert vocabulary.year_of("LIMA", 250, citing=(1975, 4, 2)).observations == 9


def test_the_fingerprint_changes_with_what_is_read_and_only_then(tmp_path: Path) -> None:
    assert Vocabulary.load(tmp_path).fingerprint == SHIPPED.fingerprint
    with_own = own(tmp_path, tags="code,meaning,source\nQQQQ,Quills,me\n")
    assert len(SHIPPED.fingerprint) == 64
    assert with_own.fingerprint != SHIPPED.fingerprint
    assert Vocabulary.load(tmp_path).fingerprint == with_own.fingerprint


def test_nothing_added_is_the_shipped_vocabulary() -> None:
    assert Vocabulary.load(None) is Vocabulary.shipped()


def test_a_vocabulary_goes_to_another_process(tmp_path: Path) -> None:
    vocabulary = own(tmp_path, tags="code,meaning,source\nQQQQ,Quills,me\n")
    assert vocabulary.station("MAPUTO")
    again = pickle.loads(pickle.dumps(vocabulary))  # noqa: S301 - our own bytes, of a moment ago
    assert again.fingerprint == vocabulary.fingerprint
    assert again.tag("QQQQ") == vocabulary.tag("QQQQ")


def test_a_file_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    text = '\ufeffcode,meaning,source\r\n\r\nQQQQ,"Quills, and ink",me\r\n'
    (tmp_path / "tags.csv").write_bytes(text.encode("utf-8"))
    tag = Vocabulary.load(tmp_path).tag("QQQQ")
    assert tag is not None
    assert tag.meaning == "Quills, and ink"


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("tags", "", ["tags.csv, line 1", "empty", "column names"]),
        ("tags", "code,meaning\nQQQQ,Quills\n", ["line 1, column source", "missing"]),
        ("tags", "meaning,source\nQuills,me\n", ["line 1, column code", "missing"]),
        ("tags", "code,sense,source\nQQQQ,Quills,me\n", ["line 1", "'sense'", "The columns of tags.csv are"]),
        ("tags", "code,code,source\nQQQQ,Quills,me\n", ["column code", "twice"]),
        ("tags", "code,meaning,source\nQQQQ,Quills\n", ["line 2", "2 cells", "3 columns"]),
        ("tags", "code,meaning,source\nQQQQ,Quills,\n", ["line 2, column source", "may not be empty"]),
        ("tags", "code,source\n,me\n", ["line 2, column code", "may not be empty"]),
        ("tags", "code,valid_from,source\nQQQQ,1/2/1974,me\n", ["line 2, column valid_from", "2004-04-06"]),
        ("tags", "code,valid_from,source\nQQQQ,1974-02-31,me\n", ["line 2, column valid_from", "calendar"]),
        (
            "tags",
            "code,valid_from,valid_to,source\nQQQQ,1975,1974-03,me\n",
            ["line 2, column valid_to", "before 1975", "Exchange"],
        ),
        ("tags", "code,verified,source\nQQQQ,maybe,me\n", ["line 2, column verified", "yes, partly, no"]),
        ("tags", "code,canonical,source\nQQQQ,ZZZZ,me\n", ["QQQQ", "ZZZZ", "no TAG"]),
        ("tags", 'code,meaning,source\nQQQQ,"Qui"lls,me\n', ["line 2", "quote"]),
        ("posts", "code,source\nNew Strelsau,me\n", ["line 2, column code", "RIODEJANEIRO"]),
        ("posts", "code,lat,source\nSTRELSAU,north,me\n", ["line 2, column lat", "degrees"]),
        ("serial_months", "code,source\nLIMA,me\n", ["column n", "missing"]),
        ("station_aliases", "alias,canonical,source\nSTREL,STRELSAU,me\n", ["STREL", "no post", "posts.csv"]),
        ("station_aliases", "alias,canonical,source\nLIMA,QUITO,me\n", ["LIMA", "post itself"]),
        ("precedence", "word,rank,source\nSNAIL,last,me\n", ["line 2, column rank", "whole number"]),
        ("people", "code,source\nQ,me\n", ["people.csv", "chiefs_of_mission.csv"]),
    ],
)
def test_a_file_that_does_not_fit_is_refused_by_place(tmp_path: Path, name: str, text: str, says: list[str]) -> None:
    with pytest.raises(VocabularyError) as refused:
        own(tmp_path, **{name: text})
    for said in says:
        assert said in str(refused.value)
    assert refused.value.remedy


def test_bytes_that_are_no_utf8_are_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "tags.csv").write_bytes(b"code,meaning,source\nQQQQ,caf\xe9,me\n")
    with pytest.raises(VocabularyError, match=r"tags\.csv, line 2.*UTF-8"):
        Vocabulary.load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="not a folder"):
        Vocabulary.load(tmp_path / "nowhere")


def test_a_kind_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not a kind of entry"):
        SHIPPED.known_at_other_dates("ship", "MAPUTO")
