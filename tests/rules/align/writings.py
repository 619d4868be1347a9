"""Names and addresses for the tests, and the ways to write them that may not change a verdict."""

from hypothesis import strategies as st

GIVEN = (
    "José",
    "María",
    "José Luis",
    "María del Carmen",
    "Begoña",
    "Mª Pilar",
    "J.",
    "Zoraida",
    "Juanma",
    "Martín",
)
SURNAMES = (
    "García",
    "de la Cruz",
    "Muñoz",
    "Urquijo",
    "López",
    "Sánchez-Ocaña",
    "Martín",
    "G.",
    "Peña",
    "Pena",
)

people = st.builds(
    lambda given, first, second: f"{given} {first} {second}".strip(),
    st.sampled_from(GIVEN),
    st.sampled_from(SURNAMES),
    st.sampled_from((*SURNAMES, "")),
)
"""Names of people in the usual order."""

TYPES = {
    "Calle": ("C/", "Cl.", "C/ de", "CALLE"),
    "Avenida": ("Av.", "Avda.", "avda"),
    "Plaza": ("Pza.", "Plz."),
}
"""Street type → other ways to write it."""

addresses = st.builds(
    lambda kind, street, number, unit, place: f"{kind} {street}, {number}{unit}{place}",
    st.sampled_from(tuple(TYPES)),
    st.sampled_from(("Mayor", "Alcalá", "2 de Mayo", "Nuestra Señora de la Paz", "Muñoz Grandes")),
    st.sampled_from(("4", "45", "s/n", "12 bis")),
    st.sampled_from(("", ", 3º B", ", bajo izq.", ", portal 2, 1º 1ª", ", esc. A, 2º dcha.")),
    st.sampled_from(("", ", 28014 Madrid", ", 08013 Barcelona", ", 28901 Getafe, Madrid", ", Bogotá")),
)
"""Addresses."""

companies = st.builds(
    lambda trade, founder, form: f"{trade} {founder}{form}",
    st.sampled_from(("Talleres", "Construcciones", "Panadería")),
    st.sampled_from(("García", "Muñoz e Hijos", "del Sur", "Núñez")),
    st.sampled_from(("", " S.L.", ", S.A. de C.V.", " Sociedad Limitada", " SLU")),
)
"""Names of companies."""

anything = st.text(st.characters(codec="utf-8"), max_size=40) | st.text(
    "aáñMª.,-'º°#/ 0123456789bBsn()?*", max_size=30
)
"""Any text at all, and texts of the signs that readers of names and addresses look for."""
