"""The example `config.toml` of the top level, made from the template that `monitor init` uses.

Run `python -m tests.house.example_config` after a change of the template; a test compares.
"""

import re

from tests.house.sources import ROOT

NOTE = "# 这是样例：先运行 monitor init workspace --place hefei，再在这里运行各命令，数据都在 workspace/ 里。\n"


def example() -> str:
    """The template for Hefei, its paths under `workspace/`, where `monitor init` puts the data."""
    template = (ROOT / "templates" / "config.toml").read_text(encoding="utf-8").replace("{{place}}", "hefei")
    head, rest = template.split("[paths]")
    paths, rest = rest.split("[intake]", 1)
    return (
        NOTE + head + "[paths]" + re.sub(r'^(\w+ = ")', r"\1workspace/", paths, flags=re.MULTILINE) + "[intake]" + rest
    )


if __name__ == "__main__":
    (ROOT / "config.toml").write_text(example(), encoding="utf-8")
