"""Validates scenario files against the published schema: validate.py SCHEMA FILE..."""

import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator


def main() -> int:
    schema = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    wrong = 0
    for path in sys.argv[2:]:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        for error in validator.iter_errors(document):
            wrong += 1
            print(f"{path}: error: {error.json_path}: {error.message}")
    print(f"{len(sys.argv) - 2} files, {wrong} errors")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
