"""Writes every page, and removes the pages of checks that are no more."""

from docs.generate.pages import FOLDER, pages

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    texts = pages()
    for stale in {file.name for file in FOLDER.iterdir()} - texts.keys():
        (FOLDER / stale).unlink()
    for name, text in texts.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
