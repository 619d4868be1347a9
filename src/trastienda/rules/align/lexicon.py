"""Which words of a name are given names, surnames, particles, short forms or nicknames.

The lists hold what is common in Spain and Latin America; they need not be complete. A word that stands in none of them
is still compared: the lists only help to see where the surnames begin, and keep two names that differ in
one letter (Juan and Juana, Gil and Gill) from being taken for a slip of the keyboard.
"""


def words_of(text: str) -> frozenset[str]:
    """The words of a text, each once."""
    return frozenset(text.split())


PARTICLES = words_of("de del la las los lo da do dos das von van der den di")
"""Words that portals add and leave out; they tell nobody from anybody."""

LINKS = words_of("y i e")
"""Words between two surnames (Ortega y Gasset, Puig i Serra); anywhere else they are initials."""

TITLES = words_of("don doña sr sra srta")
"""Forms of address before a name."""

GIVEN_NAMES = words_of("""
    maria carmen josefa ana isabel laura cristina marta dolores francisca antonia lucia paula elena pilar raquel
    manuela rosa mercedes sara rosario juana teresa encarnacion beatriz nuria silvia julia patricia irene montserrat
    andrea rocio monica alba angela sonia alicia sandra susana marina yolanda natalia margarita eva inmaculada
    claudia sofia esther noelia angeles carla veronica nerea carolina ines miriam daniela mar lorena emilia victoria
    amparo martina celia consuelo catalina fatima olga virginia ainhoa lidia clara alejandra aurora esperanza vanesa
    ascension gloria josefina luisa milagros lourdes adriana purificacion blanca gema elisa valeria vicenta
    concepcion soledad gabriela asuncion belen begoña estefania ariadna araceli remedios leticia petra visitacion
    diana jimena guadalupe ximena fernanda camila valentina luz paloma macarena jessica tamara mireia aitana
    antonio manuel jose francisco david juan javier daniel jesus carlos miguel alejandro rafael pedro angel
    pablo fernando sergio luis jorge alberto alvaro diego adrian raul ivan enrique ramon ruben vicente
    oscar andres joaquin santiago victor eduardo mario roberto jaime ignacio marcos alfonso salvador ricardo
    jordi hugo emilio guillermo gabriel julian julio marc martin tomas gonzalo agustin mohamed jaume felix nicolas
    joan cesar domingo gregorio samuel sebastian aitor lorenzo hector cristian xavier esteban mateo ismael
    iker dario alfredo ernesto rodrigo rodolfo german bruno leonardo felipe matias bernardo benito eugenio isidro
    lucas marcelo mauricio armando arturo gerardo gustavo hernan facundo joel josep pau iñigo unai iñaki
    leandro camilo federico abel eric izan leo valentin simon fidel moises aurelio saul nicanor feliciano
    paulo carlo juliana emiliano mariano mariana luciano luciana fabian fabiana ramona pedra paulina cristino
    claudio noel ian ania
    cristobal gonzala rafaela gabriel enriqueta ernestina josue aaron jonathan kevin bryan wilson edwin
    """)
"""Given names, without accents."""

SURNAMES = words_of("""
    garcia rodriguez gonzalez fernandez lopez martinez sanchez perez gomez martin jimenez hernandez ruiz diaz
    moreno muñoz alvarez romero gutierrez alonso navarro torres dominguez ramos vazquez vasquez ramirez gil serrano
    morales molina blanco suarez castro ortega delgado ortiz marin rubio nuñez medina sanz castillo iglesias cortes
    garrido santos guerrero lozano cano cruz mendez flores prieto herrera peña leon marquez cabrera gallego calvo
    vidal campos reyes vega fuentes carrasco diez aguilar caballero nieto santana vargas pascual gimenez herrero
    hidalgo montero lorenzo santiago benitez duran ibañez arias mora ferrer carmona vicente rojas soto crespo
    roman pastor velasco parra saez moya bravo rivera gallardo soler silva esteban franco rivas merino lara
    esteve camacho casado izquierdo arroyo mendoza vera segura rey contreras rojo pardo luque maldonado
    galan bermudez guerra acosta redondo bernal heredia rios exposito salazar palacios otero robles sierra mateo
    salas andres galvez varela marcos cuesta ponce trujillo valero villanueva aranda avila montes pacheco
    bueno abad miranda guillen espinosa barrera cardenas escobar quispe mamani flor huaman condori chavez rincon
    castañeda restrepo zapata ospina giraldo cardona correa valencia quintero arango londoño gaitan pineda
    sandoval juarez estrada cervantes ayala figueroa sosa villalobos luna solis valdez cordoba paredes
    ojeda acuña godoy peralta ledesma farias bustos caceres toledo tapia araya sepulveda espinoza riquelme
    valenzuela olivares orellana zuñiga alarcon vergara cespedes rangel barrios colmenares
    puig serra vila roca mas ribas pons casas costa bosch marti riera sala font torrent
    etxeberria agirre mendizabal zubizarreta arrieta gonzales ramires rodrigues fernandes lopes martins gomes peres
    velazquez blasco mota galindo guzman
    pena pino pina polo sainz saiz gila rosa rosas valle valles vela velez lora leal gracia gracias
    """)
"""Surnames, without accents; `ñ` stays."""

SHORT_FORMS = {
    "ma": "maria",
    "mª": "maria",
    "fco": "francisco",
    "fca": "francisca",
    "jse": "jose",
    "ant": "antonio",
    "anto": "antonio",
    "ml": "manuel",
    "mnl": "manuel",
    "jn": "juan",
    "rfl": "rafael",
    "fdo": "fernando",
    "edo": "eduardo",
    "alej": "alejandro",
    "ign": "ignacio",
    "fdez": "fernandez",
    "fez": "fernandez",
    "glez": "gonzalez",
    "gonz": "gonzalez",
    "gcia": "garcia",
    "gª": "garcia",
    "rguez": "rodriguez",
    "rdguez": "rodriguez",
    "rodrig": "rodriguez",
    "mtnez": "martinez",
    "mtez": "martinez",
    "mnez": "martinez",
    "hdez": "hernandez",
    "hndez": "hernandez",
    "dguez": "dominguez",
    "jmnez": "jimenez",
    "schez": "sanchez",
    "gtrez": "gutierrez",
    "alvz": "alvarez",
    "vzquez": "vazquez",
    "dr": "doctor",
    "dra": "doctora",
    "gral": "general",
    "cap": "capitan",
    "cnel": "coronel",
    "sta": "santa",
    "sto": "santo",
    "ntra": "nuestra",
    "sra": "señora",
    "prof": "profesor",
    "ing": "ingeniero",
    "lic": "licenciado",
    "pdte": "presidente",
    "const": "constitucion",
}
"""How names of people and streets are cut short in writing."""

NICKNAMES: dict[str, tuple[str, ...]] = {
    "pepe": ("jose",),
    "pepa": ("josefa",),
    "paco": ("francisco",),
    "curro": ("francisco",),
    "pancho": ("francisco",),
    "fran": ("francisco", "francisca"),
    "paqui": ("francisca",),
    "paca": ("francisca",),
    "manolo": ("manuel",),
    "manu": ("manuel",),
    "manoli": ("manuela",),
    "toni": ("antonio",),
    "toño": ("antonio",),
    "toñi": ("antonia",),
    "lola": ("dolores",),
    "loli": ("dolores",),
    "concha": ("concepcion",),
    "conchi": ("concepcion",),
    "inma": ("inmaculada",),
    "nacho": ("ignacio",),
    "quique": ("enrique",),
    "kike": ("enrique",),
    "rafa": ("rafael",),
    "javi": ("javier",),
    "dani": ("daniel", "daniela"),
    "alex": ("alejandro", "alejandra"),
    "santi": ("santiago",),
    "chema": ("jose maria",),
    "juanjo": ("juan jose",),
    "juanma": ("juan manuel",),
    "josema": ("jose maria", "jose manuel"),
    "mayte": ("maria teresa",),
    "maite": ("maria teresa",),
    "maribel": ("maria isabel",),
    "marisa": ("maria luisa",),
    "charo": ("rosario",),
    "chelo": ("consuelo",),
    "merche": ("mercedes",),
    "nati": ("natividad", "natalia"),
    "pili": ("pilar",),
    "tere": ("teresa",),
    "isa": ("isabel",),
    "cris": ("cristina",),
    "bea": ("beatriz",),
    "edu": ("eduardo",),
    "guille": ("guillermo",),
    "nando": ("fernando",),
    "perico": ("pedro",),
    "beto": ("alberto", "roberto"),
    "lalo": ("eduardo",),
    "memo": ("guillermo",),
    "lupe": ("guadalupe",),
    "chuy": ("jesus",),
    "xavi": ("xavier",),
    "andreu": ("andres",),
    "sergi": ("sergio",),
    "gema": ("gemma",),
    "montse": ("montserrat",),
    "encarna": ("encarnacion",),
    "puri": ("purificacion",),
    "rosi": ("rosa",),
    "ale": ("alejandro", "alejandra"),
    "gabi": ("gabriel", "gabriela"),
    "vero": ("veronica",),
    "susi": ("susana",),
    "moncho": ("ramon",),
    "chus": ("jesus", "jesusa"),
}
"""Nickname → the names that it stands for; two words are a compound name."""

COMPOUND_NICKNAMES = frozenset(one for one, names in NICKNAMES.items() if any(" " in name for name in names))
"""Nicknames of two names at once."""
