"""The rule sets of `trastienda.rules.validate`, one module a subject."""
