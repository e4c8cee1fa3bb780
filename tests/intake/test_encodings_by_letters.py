"""Two code pages share their bytes: the letters tell which one it is, or it is asked."""

import pytest
from made_files import lines

from kamlib.core.errors import KamError
from kamlib.intake import import_files


def clients(tmp_path, names, encoding, head="Date;Client;Amount"):
    text = "\n".join([head, *(f"2024-01-{n + 1:02d};{name};10" for n, name in enumerate(names))]) + "\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    import_files(tmp_path / "home", [tmp_path / "a.csv"])
    return [client for _, client in lines(tmp_path / "home", "line_id, client_id")]


WESTERN = [["Müller & Söhne GmbH", "Café Élysée"], ["Señor Peña"], ["Ångström AB"], ["Weiß – Bräu"], ["São João, Ltda"]]
RUSSIAN = [["ООО Ромашка", "АО «Вектор»"], ["Müller".replace("ü", "u"), "ИП Ёлкин"], ["ТД «Nика» и партнёры", "Лён"]]


@pytest.mark.parametrize("names", WESTERN)
def test_western_names(tmp_path, names):
    assert clients(tmp_path, names, "cp1252") == names


@pytest.mark.parametrize("names", RUSSIAN)
def test_russian_names_among_english_headings(tmp_path, names):
    assert clients(tmp_path, names, "cp1251") == names


def test_where_both_read_well_it_is_asked(tmp_path):
    """As many words wholly above 127 as words with one such letter."""
    names = ["ООО", "АО", "Xй", "Yж"]
    with pytest.raises(KamError, match=r"Xй.*Xé"):
        clients(tmp_path, names, "cp1251")
