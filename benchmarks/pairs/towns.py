"""Streets and towns from which the addresses are drawn."""

from benchmarks.pairs.lists import listed

TYPES = (
    ("Calle", ("C/", "C/ ", "Cl.", "CL", "Calle", "Calle de", ""), 62),
    ("Avenida", ("Avda.", "Av.", "Avd.", "Avenida", "AVDA", "Avenida de", ""), 16),
    ("Plaza", ("Pza.", "Plz.", "Pl.", "Plaza", "Plaza de"), 7),
    ("Paseo", ("Ps.", "Pº", "P.º", "Paseo", "Paseo de"), 5),
    ("Carretera", ("Ctra.", "Crta.", "Carretera", "Ctra. de"), 3),
    ("Ronda", ("Rda.", "Ronda", "Ronda de"), 2),
    ("Camino", ("Cno.", "Camino", "Camino de"), 2),
    ("Travesía", ("Trva.", "Travesía"), 1),
    ("Calzada", ("Calz.", "Calzada de"), 1),
    ("Jirón", ("Jr.", "Jirón"), 1),
)
"""Type of street, the ways it is written, its weight."""

STREETS = listed(
    "Alcalá|Mayor|Real|Nueva|Sol|Iglesia|San Juan|San José|San Antonio|San Pedro|Santa María|Santa Ana|Constitución|"
    "España|Andalucía|Cervantes|Goya|Velázquez|Murillo|Serrano|Princesa|Reyes Católicos|Colón|Cristóbal Colón|"
    "Hernán Cortés|Pizarro|Miguel de Unamuno|Antonio Machado|Federico García Lorca|Juan Ramón Jiménez|"
    "Rosalía de Castro|Emilia Pardo Bazán|Concepción Arenal|Ramón y Cajal|Doctor Fleming|Doctor Marañón|"
    "General Ricardos|Capitán Haya|Marqués de Larios|Conde de Peñalver|Duque de la Victoria|Príncipe de Vergara|"
    "Reina Victoria|Rey Don Jaime|Virgen del Pilar|Virgen de la Paz|Nuestra Señora de los Ángeles|"
    "Sagrado Corazón|Santo Domingo|San Francisco|San Miguel|San Sebastián|San Vicente Ferrer|Santa Bárbara|Fuente|"
    "Molino|Huertas|Olivos|Pinos|Rosales|Amapolas|Jardines|Prado|Río Ebro|Río Duero|Río Tajo|Guadalquivir|Toledo|"
    "Segovia|Valencia|Barcelona|Sevilla|Granada|Córdoba|Zaragoza|Aragón|Galicia|Castilla|Extremadura|Portugal|"
    "Francia|Argentina|México|Buenos Aires|Libertad|Independencia|Paz|2 de Mayo|12 de Octubre|"
    "1 de Mayo|Pío XII|Juan XXIII|Alfonso XIII|Isabel la Católica|Gran Capitán|Blasco Ibáñez|Pablo Picasso|"
    "Salvador Dalí|Joan Miró|Manuel de Falla|Isaac Albéniz|Enrique Granados|Clara Campoamor|Luis Buñuel|"
    "Severo Ochoa|Estación|Ferrocarril|Industria|Comercio|Ayuntamiento|Mercado|Hospital|Universidad|Escuelas|"
    "Cruz|Calvario|Ermita|Cementerio|Eras|Pozo|Horno|Herreros|Carpinteros|Alfareros|Tejares|Almendros|Naranjos|"
    "Insurgentes|Reforma|Revolución|Benito Juárez|Simón Bolívar|San Martín|Belgrano|Rivadavia|Arequipa|Grau|"
    "Larco|O'Higgins|Arturo Prat|Providencia|Apoquindo|Junín|Ayacucho|Caracas|Nariño|Santander",
    "|",
)

TOWNS = (
    ("28013", "Madrid", "Madrid", 60), ("28801", "Alcalá de Henares", "Madrid", 8), ("28901", "Getafe", "Madrid", 8),
    ("28931", "Móstoles", "Madrid", 8), ("28100", "Alcobendas", "Madrid", 5), ("08007", "Barcelona", "Barcelona", 35),
    ("08901", "L'Hospitalet de Llobregat", "Barcelona", 7), ("08201", "Sabadell", "Barcelona", 6),
    ("46001", "Valencia", "Valencia", 18), ("46700", "Gandia", "Valencia", 3), ("41001", "Sevilla", "Sevilla", 16),
    ("41700", "Dos Hermanas", "Sevilla", 4), ("50001", "Zaragoza", "Zaragoza", 14), ("29001", "Málaga", "Málaga", 13),
    ("29600", "Marbella", "Málaga", 5), ("30001", "Murcia", "Murcia", 10), ("30201", "Cartagena", "Murcia", 6),
    ("07001", "Palma", "Baleares", 8), ("48001", "Bilbao", "Vizcaya", 10), ("48901", "Barakaldo", "Bizkaia", 3),
    ("03001", "Alicante", "Alicante", 9), ("03201", "Elche", "Alicante", 6), ("14001", "Córdoba", "Córdoba", 9),
    ("47001", "Valladolid", "Valladolid", 8), ("36201", "Vigo", "Pontevedra", 8), ("33201", "Gijón", "Asturias", 7),
    ("33001", "Oviedo", "Asturias", 6), ("15001", "A Coruña", "A Coruña", 7), ("01001", "Vitoria-Gasteiz", "Álava", 6),
    ("18001", "Granada", "Granada", 7), ("20001", "San Sebastián", "Guipúzcoa", 5), ("31001", "Pamplona", "Navarra", 5),
    ("39001", "Santander", "Cantabria", 5), ("09001", "Burgos", "Burgos", 4), ("37001", "Salamanca", "Salamanca", 4),
    ("26001", "Logroño", "La Rioja", 4), ("06001", "Badajoz", "Badajoz", 4), ("11001", "Cádiz", "Cádiz", 4),
    ("11401", "Jerez de la Frontera", "Cádiz", 5), ("35001", "Las Palmas de Gran Canaria", "Las Palmas", 9),
    ("38001", "Santa Cruz de Tenerife", "Santa Cruz de Tenerife", 6), ("02001", "Albacete", "Albacete", 4),
    ("12001", "Castellón de la Plana", "Castellón", 4), ("43001", "Tarragona", "Tarragona", 4),
    ("25001", "Lleida", "Lleida", 3), ("17001", "Girona", "Girona", 3), ("24001", "León", "León", 4),
    ("03940", "Ciudad de México", "", 8), ("44100", "Guadalajara", "Jalisco", 4), ("", "Bogotá", "", 7),
    ("", "Medellín", "Antioquia", 4), ("15001", "Lima", "", 6), ("", "Santiago", "", 5), ("", "Buenos Aires", "", 5),
)  # fmt: skip
"""Postcode of its centre, town, province, weight."""

QUARTERS = (
    "Roma Norte",
    "Del Valle",
    "Centro",
    "Polanco",
    "Chapinero",
    "Miraflores",
    "San Isidro",
    "Palermo",
    "El Poblado",
)
