"""The example in the README prints what the README says."""

from __future__ import annotations

import contextlib
import io
import re
import unittest
from pathlib import Path


class ReadmeTests(unittest.TestCase):
    def test_the_example_prints_what_it_should(self) -> None:
        text = (Path(__file__).resolve().parents[1] / "README.md").read_text()
        blocks = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        program = next(content for language, content in blocks if language == "python")
        expected = next(content for language, content in blocks if language == "")
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(program, "README.md", "exec"), {"__name__": "readme"})
        self.assertEqual(expected, output.getvalue())


if __name__ == "__main__":
    unittest.main()
