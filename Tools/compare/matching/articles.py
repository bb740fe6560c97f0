"""Writes the paragraphs of CORD-19 article files, one a line, to standard output.

    python3 articles.py ../shared/data/cord19/articles > articles.txt
"""
import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    for paragraph in json.loads(path.read_text())["body_text"]:
        print(paragraph["text"].replace("\n", " "))
