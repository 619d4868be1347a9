"""The words of addresses: street types, parts of a building, provinces."""

from trastienda.rules.align.lexicon import words_of


def _spellings(text: str) -> dict[str, str]:
    """Lines of "canonical: spelling spelling …" as spelling → canonical; the canonical word is one of them."""
    found: dict[str, str] = {}
    for line in text.strip().splitlines():
        name, _, spellings = line.strip().partition(":")
        found |= dict.fromkeys((name, *spellings.split()), name)
    return found


STREET_TYPES = _spellings("""
    calle: c cl cll ca carrer rua kalea kale
    avenida: av avd avda avenue avinguda avgda ave avenid
    plaza: pza plz pl plaça praza plza pz
    paseo: ps po pso pº passeig pg paseig
    carretera: ctra crta carret
    carrera: cra kr kra cr crr carr krr
    diagonal: dg diag
    transversal: tv trans transv
    jiron: jr jiro
    pasaje: pje psje psaje pas ptge
    calzada: calz czda
    camino: cno cmno cami
    ronda: rda rnda
    travesia: trva trav tr tva
    callejon: cjon cllon clljn
    glorieta: gta glta
    cuesta: cta
    rambla: rbla
    bulevar: blvd bvd boulevard blv
    poligono: pol polig
    urbanizacion: urb urbaniz
    barrio: bo bº barr
    via:
    alameda: alam
    costanera:
    prolongacion: prol
    circuito: cto
    parque: pque
    autopista: autop
""")
"""Spelling → street type, in lower case without accents."""

UNITS = _spellings("""
    block: bloque bloq blq bl portal port ptal torre edificio edif ed manzana mz mza
    stair: escalera esc escal
    floor: piso planta pl plta
    door: puerta pta prta apartamento apto apt apart departamento depto dpto dto dep interior int oficina of ofic
    quarter: colonia col urbanizacion urb barrio bo localidad fraccionamiento fracc
""")
"""Spelling → part of an address, for the words that stand before it."""

FLOORS = _spellings("""
    bajo: bj bjo bajos pb
    atico: at atc
    entresuelo: ent entlo entr entreplanta
    principal: pral ppal pal
    sotano: sot
    semisotano: ss
    1: primero primer primera
    2: segundo segunda
    3: tercero tercer tercera
    4: cuarto cuarta
    5: quinto quinta
    6: sexto sexta
""")
"""Spelling → floor that is written as a word."""

SIDES = _spellings("""
    izquierda: izq izda izqda iz izd
    derecha: dcha der drcha dch dr dercha dcho
    centro: ctro cen cntro ctr
    exterior: ext
""")
"""Spelling → door that is called by its side."""

COUNTRIES = words_of("españa mexico colombia peru argentina chile ecuador")
"""Countries that stand at the end of an address and say nothing that the town does not."""

NUMBER_WORDS = words_of("num numero nro no n")
WITHOUT_NUMBER = "s/n"

_PROVINCES = """
    01 alava araba | 02 albacete | 03 alicante alacant | 04 almeria | 05 avila | 06 badajoz
    07 baleares illes_balears islas_baleares | 08 barcelona | 09 burgos | 10 caceres | 11 cadiz
    12 castellon castello | 13 ciudad_real | 14 cordoba | 15 a_coruña la_coruña coruña | 16 cuenca | 17 girona gerona
    18 granada | 19 guadalajara | 20 gipuzkoa guipuzcoa | 21 huelva | 22 huesca | 23 jaen | 24 leon | 25 lleida lerida
    26 la_rioja rioja | 27 lugo | 28 madrid | 29 malaga | 30 murcia | 31 navarra nafarroa | 32 ourense orense
    33 asturias | 34 palencia | 35 las_palmas | 36 pontevedra | 37 salamanca | 38 santa_cruz_tenerife tenerife
    39 cantabria | 40 segovia | 41 sevilla | 42 soria | 43 tarragona | 44 teruel | 45 toledo | 46 valencia
    47 valladolid | 48 bizkaia vizcaya | 49 zamora | 50 zaragoza | 51 ceuta | 52 melilla
"""
_REGIONS = """
    antioquia | cundinamarca | valle_cauca | atlantico | santander_colombia | bolivar | jalisco | nuevo_leon | puebla
    | guanajuato | veracruz | yucatan | chihuahua | sonora | michoacan | oaxaca | chiapas | estado_mexico | queretaro
    | lima_metropolitana | callao | la_libertad | piura | arequipa | cusco | lambayeque | junin | cordoba_argentina
    | mendoza | tucuman | santa_fe | provincia_buenos_aires | region_metropolitana | valparaiso | biobio | maule
    | pichincha | guayas | azuay
"""
PROVINCES = {
    tuple(word for word in name.split("_") if word not in ("la", "las")): prefix
    for prefix, *names in (entry.split() for entry in _PROVINCES.strip().replace("\n", "|").split("|"))
    for name in names
} | {
    tuple(word for word in name.split("_") if word not in ("la", "las")): name
    for name in _REGIONS.replace("|", " ").split()
}
"""Words of a province (in Spanish or its own language, without particles) → first two digits of its postcodes.

Regions of Latin America stand for themselves.
"""

TOWN_NAMES = {
    one: names[0]
    for names in (
        ("san sebastian", "donostia", "donostia san sebastian", "san sebastian donostia"),
        ("vitoria", "vitoria gasteiz", "gasteiz"),
        ("pamplona", "iruña", "pamplona iruña"),
        ("bilbao", "bilbo"),
        ("a coruña", "coruña"),
        ("girona", "gerona"),
        ("lleida", "lerida"),
        ("ourense", "orense"),
        ("alicante", "alacant", "alicante alacant"),
        ("elche", "elx"),
        ("palma", "palma mallorca"),
        ("ciudad mexico", "cdmx", "mexico df", "mexico d f"),
        ("bogota", "bogota d c", "bogota dc"),
        ("buenos aires", "caba", "ciudad autonoma buenos aires"),
        (
            "hospitalet llobregat",
            "hospitalet",
            "l hospitalet",
            "l hospitalet llobregat",
            "lhospitalet llobregat",
        ),
    )
    for one in names
}
"""Name of a town, without particles → the one name that we compare."""
