"""Compare a whole export of a portal with our book: every row of both sides ends in one kind."""

from trastienda.reconcile.kinds import Kind
from trastienda.reconcile.reconciliation import Reconciled, Tally, reconcile
from trastienda.reconcile.shape import Shape

__all__ = ["Kind", "Reconciled", "Shape", "Tally", "reconcile"]
