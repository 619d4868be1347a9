"""The bounds of an error's rate against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.rules.bounds import clopper_pearson_upper, wilson_upper


def test_a_promise_of_one_in_a_thousand_takes_2995_audits_without_an_error() -> None:
    assert clopper_pearson_upper(0, 2995) <= 0.001 < clopper_pearson_upper(0, 2994)


@pytest.mark.parametrize(
    ("errors", "n", "confidence", "limit"),
    [
        # Without an error the exact limit is 1 - (1 - confidence) ** (1 / n): the rule of three.
        (0, 10, 0.95, 0.258866),
        (0, 100, 0.95, 0.029513),
        # The upper ends of two-sided 95 % intervals (Brown, Cai, DasGupta 2001; R: binom.test).
        (1, 10, 0.975, 0.445016),
        (5, 100, 0.975, 0.112835),
        (10, 10, 0.95, 1.0),
        (0, 0, 0.95, 1.0),
    ],
)
def test_the_exact_limit_is_the_published_one(errors: int, n: int, confidence: float, limit: float) -> None:
    assert clopper_pearson_upper(errors, n, confidence) == pytest.approx(limit, abs=2e-6)


@pytest.mark.parametrize(
    ("errors", "n", "confidence", "limit"),
    [
        (0, 10, 0.975, 0.277533),
        (1, 10, 0.975, 0.404150),
        (5, 100, 0.975, 0.111752),
        (10, 10, 0.975, 1.0),
        (0, 0, 0.95, 1.0),
    ],
)
def test_wilsons_limit_is_the_published_one(errors: int, n: int, confidence: float, limit: float) -> None:
    assert wilson_upper(errors, n, confidence) == pytest.approx(limit, abs=2e-6)


@given(n=st.integers(1, 5000), share=st.floats(0, 1))
def test_more_errors_never_lower_a_limit_and_no_limit_lies_below_the_rate(n: int, share: float) -> None:
    errors = int(share * (n - 1))

    for limit in (wilson_upper, clopper_pearson_upper):
        assert errors / n <= limit(errors, n) <= limit(errors + 1, n) <= 1


@pytest.mark.parametrize("limit", [wilson_upper, clopper_pearson_upper])
@pytest.mark.parametrize(
    ("errors", "n", "confidence"), [(2, 1, 0.95), (-1, 1, 0.95), (0, 1, 1.0), (0, 1, 0.0)]
)
def test_counts_that_cannot_be_are_refused(limit: object, errors: int, n: int, confidence: float) -> None:
    assert callable(limit)

    with pytest.raises(ValueError, match="expected"):
        limit(errors, n, confidence)
