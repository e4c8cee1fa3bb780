"""A book that an earlier program built, without the tables of today: the page says what to do."""

import shutil

import duckdb
import pytest
from read_pages import texts

from kamlib.book.shelf import current_file


@pytest.fixture(scope="module")
def older_home(demo_home, tmp_path_factory):
    home = tmp_path_factory.mktemp("older") / "home"
    shutil.copytree(demo_home, home, symlinks=True)
    with duckdb.connect(str(current_file(home))) as con:
        con.execute("DROP VIEW main.key_clients")
        con.execute("DROP TABLE marts.key_clients")
        con.execute("UPDATE book_info SET code_hash = 'earlier'")
    return home


@pytest.mark.parametrize(("lang", "says"), [("en", "built by another version"), ("ru", "построена другой версией")])
def test_a_page_that_needs_what_the_book_lacks_asks_to_build_it_anew(shown, older_home, lang, says):
    told = " ".join(texts(shown(older_home, "key_clients", lang)))
    assert says in told and "kam build" in told
    assert says not in " ".join(texts(shown(older_home, "clients", lang)))
