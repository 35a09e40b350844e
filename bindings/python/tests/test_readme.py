"""The example in the README prints what the README says."""

from __future__ import annotations

import contextlib
import io
import re
import unittest
from pathlib import Path

import lanner

README = (Path(__file__).resolve().parents[1] / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
WORDS = Path(__file__).resolve().parents[3] / "samples" / "components" / "words-rust.wasm"


class ReadmeTests(unittest.TestCase):
    def test_the_example_prints_what_it_should(self) -> None:
        program = next(content for language, content in BLOCKS if language == "python")
        expected = next(content for language, content in BLOCKS if language == "")
        self.assertEqual(expected, self.printed(program, {}))

    def test_the_example_of_components_counts_words(self) -> None:
        (program,) = (content for language, content in BLOCKS if "Component.from_file" in content)
        known = {"lanner": lanner, "engine": lanner.Engine()}
        self.assertEqual("the 2\nand 1\nguest 1\nhost 1\n", self.printed(program.replace("words.wasm", str(WORDS)), known))

    def test_the_example_of_calls_that_do_not_block_prints_what_it_should(self) -> None:
        index = next(index for index, (_, content) in enumerate(BLOCKS) if "call_async" in content)
        known = {"lanner": lanner, "engine": lanner.Engine(interruptible=True)}
        self.assertEqual(BLOCKS[index + 1][1], self.printed(BLOCKS[index][1], known))

    def printed(self, program: str, known: dict[str, object]) -> str:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(program, "README.md", "exec"), {"__name__": "readme", **known})
        return output.getvalue()


if __name__ == "__main__":
    unittest.main()
