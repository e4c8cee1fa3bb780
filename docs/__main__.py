"""Write every document that is made from the code: `python -m docs`, from the project's root."""

from docs import make_architecture, make_reference
from kamlib.contract import data_readme

FILES = {
    make_architecture.FILE: make_architecture.picture,
    make_reference.FILE: make_reference.page,
    data_readme.README: data_readme.render,
}

if __name__ == "__main__":
    for file, make in FILES.items():
        file.write_text(make(), "utf-8")
        print(file)
