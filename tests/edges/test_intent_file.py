"""Every defect of `intents.toml` is refused with the file, the entry and the key that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.rulebook import IntentClass
from bot.edges.intent_file import load_intents
from bot.errors import RuleError

GOOD = """
[words]
rib = '\\b(?:rib|iban)\\b'

[[intent]]
id = "i25"
name = "changement de RIB"
class = "S"
why = "Fraude possible."
patterns = ['nouveau <rib>', 'l’avance', 'changement~<rib>']
unless = ['pas de nouveau <rib>']
priority = "high"
team = "security"
everywhere = true
"""


def written(folder: Path, text: str) -> Path:
    """A file of intents."""
    path = folder / "intents.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder: Path, text: str) -> RuleError:
    """The error that a file gets."""
    with pytest.raises(RuleError) as caught:
        load_intents(written(folder, text))
    assert "intents.toml" in caught.value.where
    return caught.value


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    (rule,) = load_intents(written(tmp_path, GOOD))
    assert (rule.id, rule.intent_class, rule.priority, rule.team, rule.everywhere) == (
        "i25",
        IntentClass.S,
        "high",
        "security",
        True,
    )
    assert rule.patterns[0].search("un nouveau rib")
    assert rule.patterns[1].search("l avance")
    assert rule.patterns[1].search("l'avance")
    assert rule.patterns[2].search("changement de notre iban")
    assert not rule.patterns[2].search("changement. notre iban")
    assert rule.unless[0].search("pas de nouveau rib")


DEFECTS = (
    ("name = ", "nom = ", "nom"),
    ('id = "i25"', 'id = "i47"', "id"),
    ('id = "i25"', "", "id"),
    ('class = "S"', 'class = "X"', "class"),
    ('why = "Fraude possible."', "", "why"),
    ('why = "Fraude possible."', 'why = " "', "why"),
    ("'nouveau <rib>', 'l’avance'", "'(nouveau', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'nouveau <banque>', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'Nouveau rib', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'déposé', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'(?:a+)+', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'(?:a|b*)', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "'d[eu’]', 'l’avance'", "patterns"),
    ("'nouveau <rib>', 'l’avance'", "3", "patterns"),
    ("patterns = ['nouveau <rib>', 'l’avance', 'changement~<rib>']", "patterns = []", "patterns"),
    ("unless = ['pas de nouveau <rib>']", "unless = ['(']", "unless"),
    ('priority = "high"', 'priority = "haute"', "priority"),
    ('team = "security"', 'team = "compta"', "team"),
    ("everywhere = true", 'everywhere = "oui"', "everywhere"),
    ("rib = '", "Rib = '", "Rib"),
    ("rib = '\\b(?:rib|iban)\\b'", "rib = '('", "rib"),
    ("[words]", "[mots]", "mots"),
)


@pytest.mark.parametrize(("good", "bad", "field"), DEFECTS)
def test_a_defect_is_refused_where_it_stands(tmp_path: Path, good: str, bad: str, field: str) -> None:
    assert good in GOOD
    assert refusal(tmp_path, GOOD.replace(good, bad, 1)).field == field


def test_a_subject_alone_is_enough_for_public_information_only(tmp_path: Path) -> None:
    (rule,) = load_intents(written(tmp_path, GOOD.replace('class = "S"', "class = \"A\"\ntopics = ['<rib>']")))
    assert rule.topics[0].search("votre rib")
    assert refusal(tmp_path, GOOD.replace("unless =", "topics = ['<rib>']\nunless =")).field == "topics"


def test_the_entry_is_named(tmp_path: Path) -> None:
    error = refusal(tmp_path, GOOD.replace('priority = "high"', 'priority = "haute"'))
    assert error.where.endswith("intents.toml: i25")


def test_two_entries_of_one_id_are_refused(tmp_path: Path) -> None:
    entry = GOOD[GOOD.index("[[intent]]") :]
    assert refusal(tmp_path, GOOD + entry).field == "id"


@pytest.mark.parametrize("text", ["", "[words]\n", "intent = 3\n"])
def test_a_file_without_intents_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).field == "intent"


def test_what_is_not_toml_is_refused(tmp_path: Path) -> None:
    assert "TOML" in str(refusal(tmp_path, "[[intent"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="illisible"):
        load_intents(tmp_path / "intents.toml")


# --- files for other languages ---------------------------------------------------------------------------


def abroad(folder: Path, text: str) -> Path:
    """GOOD with an English file beside it."""
    (folder / "intents_en.toml").write_text(text, encoding="utf-8")
    return written(folder, GOOD)


def test_wordings_of_another_language_take_everything_else_from_the_french_intent(tmp_path: Path) -> None:
    (french,) = load_intents(written(tmp_path, GOOD))
    rules = load_intents(abroad(tmp_path, f"[[intent]]\nid = \"{french.id}\"\npatterns = ['\\bhello\\b']\n"))
    assert [(rule.id, rule.language) for rule in rules] == [(french.id, "fr"), (french.id, "en")]
    assert (rules[1].name, rules[1].intent_class, rules[1].team) == (french.name, french.intent_class, french.team)
    assert rules[1].patterns[0].pattern == r"\bhello\b"
    assert rules[1].unless == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[intent]]\nid = \"i46\"\npatterns = ['x']\n", "n'est pas dans intents.toml"),
        ('[[intent]]\nid = "i46"\nclass = "A"\npatterns = [\'x\']\n', "clé inconnue"),
        ("", "aucune intention"),
    ],
)
def test_a_defect_in_another_language_names_its_file(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(RuleError) as caught:
        load_intents(abroad(tmp_path, text))
    assert "intents_en.toml" in caught.value.where
    assert told in str(caught.value)
