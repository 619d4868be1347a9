"""Say whether a bot may enter a sale under its seal."""

from datetime import datetime, timedelta

from trastienda.domain.case import Reason
from trastienda.domain.sale import Sale, Seal
from trastienda.errors import BusinessException


def refusal(
    seal: Seal | None, sale: Sale, *, max_age: timedelta | None, now: datetime
) -> BusinessException | None:
    """Why a bot refuses the sale, to be raised; `None` when it may enter it.

    Args:
        seal: as the item has it, `None` when it has none.
        sale: as it is now.
        max_age: how long a validation holds; `None` for ever.
        now: aware time.
    """
    if seal is None or not seal.fits(sale):
        return BusinessException(Reason.SEAL_BROKEN)
    age = seal.age(now)
    if max_age is not None and age > max_age:
        return BusinessException(Reason.SEAL_TOO_OLD, days=str(age.days), most=str(max_age.days))
    return None
