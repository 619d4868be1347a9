"""The bench needs a clone of the repository, and says so."""

from tests.cli.shell import Shell


def test_an_installed_program_without_the_repository_says_where_the_bench_is(trastienda: Shell) -> None:
    answer = trastienda("bench", "crosscheck")

    assert answer.code == 2
    assert "has no benchmarks/linkage" in answer.err


def test_a_measurement_that_fails_ends_with_an_error_and_one_of_an_unknown_set_is_a_wrong_call(
    trastienda: Shell,
) -> None:
    main = "import sys\nsys.exit(2 if 'moon' in sys.argv else '--json' in sys.argv)\n"
    trastienda.write("benchmarks/__init__.py", "")
    trastienda.write("benchmarks/linkage/__init__.py", "")
    trastienda.write("benchmarks/linkage/__main__.py", main)

    good, failed = trastienda("bench", "crosscheck"), trastienda("bench", "crosscheck", "--json")
    unknown = trastienda("bench", "crosscheck", "--sets", "moon")

    assert (good.code, failed.code, unknown.code) == (0, 1, 2)
