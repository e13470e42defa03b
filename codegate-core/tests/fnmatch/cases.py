"""Writes cases.json: patterns, names that CPython's fnmatchcase holds for, and names that it does not.

Run `python3 cases.py` in this folder to write it anew; the result is committed.
"""

import fnmatch
import itertools
import json
import random
import warnings

warnings.simplefilter("ignore", FutureWarning)  # re warns of `[[` in a set, which fnmatch lets through

WRITTEN = """
* ** ? ?? *.py **.py *.PY main.py MAIN.py m[ab]in.py m[!b]in.py m[^b]in.py main.?y *.py{} *.{py,rs} {a,b} [ab [!ab []] [!]] []ab] [!]ab]
[]-a] [a-c] [!a-c] [c-a] [!c-a] [a-] [-a] [!-a] [!a-] [a-c-e] [a-cx-z] [--0] [+--] [a-a] [a-b-c-d] [b-a!x] [b-a!] [b-a!-z] [!b-a-z]
[a-dc-b] [a-dc-be-z] [\\] [\\-a] \\* \\[a\\] [*] [?] [[] [^] [^a] [!^a] [a^] [!] [!!] [!!a] [a!] [] [[]] [[a]] [&&] [a&&b] [a||b] [a~~b]
[[:alpha:]] a[b a]b a]b[ [a]]b .* *.* .?* *. a*b*c a*b?c* *a*a*a* test_*.py *_test.* [Mm]ake* *[0-9] *[!0-9] é* [à-ü] ?é *\n*
*.tar.gz .gitignore .git* [.]* a b*c x-y [x-y [a/b] src/*.py */main.py **/*.py ***/x [z-a-c] [c-a-z] [!c-a!x]
""".split(" ")
NAMES = """
main.py MAIN.py main.rs main.Py mbin.py main.yy a b c d e z - ! ^ [ ] \\ & | ~ ab abc axbyc aab aaaa ab] a]b a]b[ [ab [!ab [a] []] {a,b} *.{py,rs} main.py{}
.gitignore .git Makefile makefile test_a.py a_test.rs x.tar.gz a.b .a a. é éa aé ü x-y [x-y 0 5 a5 src/main.py main/main.py a/b [a/b] * ? + , b-a
""".split() + ["", "a\nb", "\n", "a b*c", "a b", " ", "日本.py"]


def random_patterns(count):
    chooser = random.Random(20260101)
    for _ in range(count):
        size = chooser.randint(1, 9)
        yield "".join(chooser.choice("ab-!]^cz*?[[[") for _ in range(size)) + chooser.choice(["", "]", "]x", "*"])


def random_names():
    letters = "abcz-!]^[x"
    return [*letters, *map("".join, itertools.product("abz-!][x", repeat=2)), "abx", "zbx", "[a-x", "a-b]x"]


def case(pattern, names):
    held = [name for name in names if fnmatch.fnmatchcase(name, pattern)]
    failed = [name for name in names if not fnmatch.fnmatchcase(name, pattern)]
    chooser = random.Random(pattern)
    return [pattern, *(chooser.sample(part, min(len(part), 20)) for part in (held, failed))]


patterns = sorted({line for word in WRITTEN for line in word.split("\n") if line} | {"", " *", "a b*c", "*\n*"})
cases = [case(pattern, NAMES) for pattern in patterns]
cases += [case(pattern, random_names()) for pattern in sorted(set(random_patterns(250)))]
with open("cases.json", "w", encoding="utf-8") as out:
    out.write("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in cases) + "\n]\n")
