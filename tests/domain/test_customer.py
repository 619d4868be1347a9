"""The key of a customer: who must not be in the portal twice at the same time."""

import pytest

from tests.support.desk import a_sale
from trastienda.domain.customer import customer_key, customer_key_of
from trastienda.domain.sale import Written


def test_two_sales_with_equal_search_keys_are_of_one_customer() -> None:
    first, second = a_sale("V-1"), a_sale("V-2", line="+34612345679", monthly_fee="9.90 EUR")

    assert customer_key(first, ["holder_id"]) == customer_key(second, ["holder_id"])


def test_a_sale_that_is_written_out_already_has_the_same_key() -> None:
    sale = a_sale(holder_id="54362315K")

    assert customer_key_of(Written.of(sale).texts, ["line", "holder_id"]) == customer_key(
        sale, ["line", "holder_id"]
    )


def test_one_search_key_that_differs_makes_another_customer() -> None:
    first, second = a_sale("V-1"), a_sale("V-1", holder_id="54362315K")

    assert customer_key(first, ["holder_id", "line"]) != customer_key(second, ["holder_id", "line"])


def test_the_same_texts_under_other_keys_make_another_customer() -> None:
    sale = a_sale(seller="ana", validator="luis")

    assert customer_key(sale, ["seller", "validator"]) != customer_key(sale, ["validator", "seller"])


def test_texts_do_not_run_into_each_other() -> None:
    first, second = a_sale(channel="ab", campaign="c"), a_sale(channel="a", campaign="bc")

    assert customer_key(first, ["channel", "campaign"]) != customer_key(second, ["channel", "campaign"])


def test_the_key_hides_the_document() -> None:
    key = customer_key(a_sale(), ["holder_id"])

    assert len(key) == 64
    assert set(key) <= set("0123456789abcdef")


def test_a_search_key_that_no_field_has_is_an_error_and_no_shared_key() -> None:
    with pytest.raises(KeyError):
        customer_key(a_sale(), ["document"])
