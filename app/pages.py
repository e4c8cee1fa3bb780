"""The pages, in the order of the menu: the address of each, which is its file too, and the topic, its folder."""

PAGES = {
    "overview": "company",
    "day": "day",
    "clients": "clients",
    "client": "client",
    "key_clients": "key",
    "risk": "risk",
    "usp_fit": "fit",
    "skam": "skam",
    "data": "data",
    "definitions": "definitions",
}


def page(address: str) -> str:
    """The file of a page, as Streamlit takes it: relative to main.py. Raises KeyError for an unknown page."""
    return f"screens/{PAGES[address]}/{address}.py"
