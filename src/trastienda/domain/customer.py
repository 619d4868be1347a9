"""Tell whether two sales are of one customer, as far as the portal's search can."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from trastienda.domain.sale import Sale

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def customer_key(sale: Sale, search_keys: Sequence[str]) -> str:
    """SHA-256, in hexadecimal, over the canonical texts of the search keys.

    Sales with an equal key find each other's orders, so they never run in a portal at the same time.
    """
    return customer_key_of(sale.model_dump(mode="json", include=set(search_keys)), search_keys)


def customer_key_of(texts: Mapping[str, Any], search_keys: Sequence[str]) -> str:
    """The same for a sale that is written out already: field → canonical text."""
    line = _ENCODER.encode([texts[name] for name in search_keys])
    return hashlib.sha256(line.encode()).hexdigest()
