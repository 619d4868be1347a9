"""Names and their frequencies, from which the pairs are drawn.

The weights are thousands of bearers, roughly as Spain's statistics office (INE) counts first surnames and
given names
and as the civil registers of Mexico, Colombia, Peru, Argentina and Chile rank theirs; they are rounded, and
the tail is
shortened. `RARE_*` stand in no list of `trastienda.rules.align.lexicon`: the comparator must do without
knowing them.
"""

import re
from itertools import accumulate


def listed(text: str, sign: str | None = None) -> tuple[str, ...]:
    """The entries of a text, between white space or a sign."""
    return tuple(text.split(sign))


_SPAIN = """
García 1449 Rodríguez 926 González 925 Fernández 911 López 872 Martínez 835 Sánchez 817 Pérez 780 Gómez 494
Martín 486 Jiménez 406 Hernández 393 Ruiz 378 Díaz 351 Moreno 320 Muñoz 293 Álvarez 287 Romero 236
Gutiérrez 218 Alonso 209 Navarro 198 Torres 200 Domínguez 186 Ramos 181 Vázquez 177 Ramírez 172 Gil 165
Serrano 160 Morales 160 Molina 158 Blanco 149 Suárez 149 Castro 143 Ortega 142 Delgado 140 Ortiz 136
Marín 133 Rubio 130 Núñez 126 Medina 125 Sanz 124 Castillo 122 Iglesias 117 Cortés 113 Garrido 112
Santos 112 Guerrero 110 Lozano 109 Cano 105 Cruz 105 Méndez 103 Flores 102 Prieto 100 Herrera 100 Peña 98
León 97 Márquez 97 Cabrera 95 Gallego 93 Calvo 92 Vidal 91 Campos 89 Reyes 88 Vega 87 Fuentes 86 Carrasco 84
Díez 82 Aguilar 81 Caballero 80 Nieto 79 Santana 78 Vargas 77 Pascual 76 Giménez 76 Herrero 75 Hidalgo 74
Montero 74 Lorenzo 74 Santiago 72 Benítez 71 Durán 70 Ibáñez 69 Arias 69 Mora 68 Ferrer 68 Carmona 67
Vicente 66 Rojas 66 Soto 65 Crespo 65 Román 64 Pastor 64 Velasco 63 Parra 62 Sáez 62 Moya 61 Bravo 60
Rivera 60 Gallardo 59 Soler 59 Silva 58 Esteban 57 Franco 55 Rivas 55 Merino 54 Lara 54 Esteve 28 Camacho 53
Casado 52 Izquierdo 52 Arroyo 51 Mendoza 51 Vera 51 Segura 50 Rey 49 Contreras 47 Rojo 44 Pardo 46 Luque 46
Maldonado 45 Galán 44 Bermúdez 43 Guerra 43 Acosta 42 Redondo 42 Bernal 42 Heredia 41 Ríos 41 Expósito 36
Salazar 37 Palacios 37 Otero 36 Robles 36 Sierra 36 Mateo 34 Salas 34 Andrés 33 Galindo 33 Varela 33
Marcos 33 Cuesta 30 Ponce 29 Trujillo 29 Valero 29 Villanueva 28 Aranda 28 Ávila 28 Montes 28 Pacheco 28
Bueno 27 Abad 26 Miranda 33 Guillén 32 Espinosa 31 Puig 22 Serra 27 Vila 24 Roca 25 Mas 14 Ribas 9 Pons 19
Casas 17 Costa 23 Bosch 13 Martí 26 Font 16 Pena 8 Pina 5 Gila 1 Sainz 19 Lora 7 Rosa 14 Valle 16 Vela 12
"""

_AMERICA = """
García 300 Rodríguez 330 González 340 Hernández 260 López 250 Martínez 240 Pérez 200 Sánchez 190 Ramírez 170
Flores 160 Gómez 160 Torres 140 Díaz 130 Rojas 90 Quispe 80 Mamani 50 Vargas 90 Muñoz 80 Rivera 80 Castro 80
Gutiérrez 90 Morales 90 Ortiz 70 Jiménez 70 Ruiz 70 Mendoza 70 Cruz 80 Reyes 70 Castillo 60 Chávez 60
Vásquez 60 Huamán 40 Condori 20 Restrepo 20 Zapata 25 Ospina 20 Giraldo 20 Cardona 20 Valencia 22
Quintero 25 Guzmán 40 Silva 50 Contreras 40 Sandoval 30 Juárez 40 Estrada 30 Cervantes 20 Ayala 25
Figueroa 25 Sosa 30 Luna 30 Solís 20 Valdez 20 Córdoba 15 Paredes 15 Ojeda 12 Acuña 15 Godoy 15 Peralta 20
Ledesma 12 Farías 12 Tapia 20 Araya 12 Sepúlveda 15 Espinoza 35 Riquelme 8 Valenzuela 20 Olivares 12
Orellana 10 Zúñiga 15 Alarcón 15 Vergara 12 Céspedes 8 Rangel 15 Castañeda 15 Escobar 20 Correa 20
Fernandes 6 Gonzales 15 Ramires 2 Gomes 5 Lopes 4
"""

RARE_SURNAMES = listed(
    """
Urquijo Zabaleta Goikoetxea Larrañaga Elizondo Echevarría Olabarri Basterra Urrutia Iturbe Aizpurua
Garmendia Otxoa Murillo Barragán Cebrián Escudero Fajardo Gazulla Jurado Lobato Maestre Naranjo Olmedo
Palomino Quesada Rebollo Sarmiento Tejada Ugarte Valverde Yáñez Zamora Alcaide Belmonte Cañizares Dueñas
Espejo Frías Gordillo Hinojosa Infante Jaén Lledó Manzano Novoa Ordóñez Pizarro Quiroga Recio Sobrino Tirado
Úbeda Villegas Zurita Amorós Bonet Climent Domènech Escrivà Fuster Grau Llopis Mestre Oliver Piqué Rovira
Sabater Tortosa Vives Alcántara Bustamante Cifuentes Dávila Echeverri Fonseca Granados Henao Jaramillo Lemus
Montoya Narváez Ocampo Pedraza Rentería Saldarriaga Tabares Uribe Villamizar Chuquimia Yupanqui Choque
Huanca Apaza Ticona Benavides Carhuas Poma Saavedra Schmidt Müller Rossi Ferrari Bianchi Ivanov Popescu
Ionescu Benali Haddad Diallo Traoré Wang Chen
"""
)

_WOMEN = """
María 585 Carmen 365 Josefa 225 Ana 273 Isabel 258 Laura 257 Cristina 221 Marta 220 Dolores 118
Francisca 118 Antonia 101 Lucía 190 Paula 160 Elena 148 Pilar 113 Raquel 129 Manuela 82 Rosa 108 Mercedes 90
Sara 132 Rosario 70 Juana 72 Teresa 100 Encarnación 60 Beatriz 108 Nuria 98 Silvia 100 Julia 96 Patricia 111
Irene 105 Montserrat 64 Andrea 99 Rocío 87 Mónica 88 Alba 92 Ángela 78 Sonia 77 Alicia 74 Sandra 78
Susana 65 Marina 72 Yolanda 66 Natalia 68 Margarita 64 Eva 71 Inmaculada 60 Claudia 67 Sofía 68 Esther 61
Noelia 55 Ángeles 55 Carla 58 Verónica 57 Nerea 47 Carolina 52 Inés 47 Miriam 49 Daniela 44 Lorena 52
Emilia 30 Victoria 40 Amparo 35 Martina 45 Celia 34 Consuelo 33 Catalina 31 Fátima 33 Olga 36 Virginia 38
Ainhoa 34 Lidia 40 Clara 43 Alejandra 34 Aurora 28 Esperanza 26 Vanesa 31 Gloria 30 Josefina 27 Luisa 34
Milagros 26 Lourdes 28 Adriana 30 Gema 27 Elisa 27 Valeria 24 Vicenta 22 Concepción 62 Soledad 25
Gabriela 24 Asunción 20 Belén 29 Begoña 27 Araceli 16 Guadalupe 15 Fernanda 12 Camila 12 Valentina 14
Juliana 8 Mariana 10 Diana 18 Tamara 20 Macarena 14 Maite 9
"""

_MEN = """
Antonio 650 Manuel 555 José 540 Francisco 470 David 350 Juan 318 Javier 303 Daniel 294 Jesús 178 Carlos 280
Miguel 175 Alejandro 265 Rafael 168 Pedro 170 Ángel 140 Pablo 200 Fernando 150 Sergio 195 Luis 150 Jorge 175
Alberto 160 Álvaro 160 Diego 145 Adrián 148 Raúl 120 Iván 118 Enrique 100 Ramón 95 Rubén 115 Vicente 80
Óscar 110 Andrés 82 Joaquín 80 Santiago 76 Víctor 98 Eduardo 92 Mario 92 Roberto 85 Jaime 72 Ignacio 60
Marcos 75 Alfonso 55 Salvador 50 Ricardo 55 Jordi 70 Hugo 75 Emilio 45 Guillermo 62 Gabriel 60 Julián 46
Julio 45 Marc 60 Martín 45 Tomás 45 Gonzalo 50 Agustín 38 Mohamed 52 Jaume 38 Félix 34 Nicolás 45 Joan 46
Cesar 30 Domingo 34 Gregorio 25 Samuel 45 Sebastián 30 Aitor 34 Lorenzo 25 Héctor 38 Cristian 42 Xavier 30
Esteban 22 Mateo 24 Ismael 30 Iker 28 Darío 24 Alfredo 30 Ernesto 20 Rodrigo 26 Germán 20 Bruno 20
Leonardo 10 Felipe 24 Matías 10 Bernardo 14 Benito 14 Eugenio 16 Isidro 12 Lucas 28 Mauricio 8 Armando 8
Arturo 24 Gerardo 10 Gustavo 12 Unai 20 Camilo 5 Federico 14 Abel 20 Eric 22 Simón 8 Moisés 14 Mariano 18
Fabián 12 Cristóbal 12
"""

RARE_WOMEN = listed(
    """
Zoraida Leocadia Hortensia Nieves Almudena Covadonga Itziar Amaia Uxía Xiana Neus Mercè Roser Eulalia
Escolástica Hermenegilda Yesenia Marisol Rosaura Nayeli Itzel Yadira Luzmila Florinda Ruperta Aicha Khadija
Oksana Ioana Fang
"""
)

RARE_MEN = listed(
    """
Eustaquio Leovigildo Saturnino Telesforo Evaristo Casimiro Gaspar Borja Asier Eneko Xabier Brais Pol Arnau
Oriol Ferran Llorenç Wenceslao Hermenegildo Rigoberto Efraín Yeferson Duván Wilmer Rómulo Hassan Youssef
Ionut Andrei Wei
"""
)

_WOMEN_TWO = """
María Carmen|210 María Pilar|80 María Dolores|75 María Teresa|75 Ana María|72 María Ángeles|66 María José|62
María Isabel|60 María Luisa|55 María Jesús|43 María del Carmen|90 María del Pilar|28 María de los Ángeles|22
María Rosario|26 María Mercedes|24 María Concepción|22 Rosa María|55 María Elena|20 María Victoria|22
Ana Isabel|25 María Antonia|28 María Soledad|12 María del Mar|26 María Josefa|22 Ana Belén|18 Eva María|16
María Cristina|16 María Eugenia|10 Luz Marina|5 Ana Lucía|5 María Fernanda|7 María Paula|5 María Camila|5
Laura Sofía|4 Rosa Elena|4
"""

_MEN_TWO = """
José Antonio|280 José Luis|255 Francisco Javier|200 Juan Carlos|155 José Manuel|165 Juan José|140
Miguel Ángel|185 Juan Antonio|95 Juan Manuel|85 José María|130 Luis Miguel|48 José Miguel|45 José Ramón|45
Víctor Manuel|38 Juan Luis|30 Juan Francisco|32 Pedro José|18 José Carlos|32 José Javier|15 Luis Alberto|14
Juan Pablo|22 José Francisco|18 Manuel Jesús|12 Carlos Alberto|10 Juan Miguel|16 José Ignacio|22
Francisco José|72 Juan Ramón|14 José Ángel|22 Luis Fernando|10 Jorge Luis|8 Juan Diego|6 Andrés Felipe|6
Marco Antonio|10 Miguel Antonio|6
"""

PLACED = listed(
    """
de la Cruz|de la Fuente|de la Torre|del Río|del Valle|de los Santos|de León|del Castillo|de la Rosa|de Castro|
del Pozo|de la Vega|de Miguel|de la Peña|del Olmo|de los Reyes|de Dios|de Andrés
""".replace("\n", ""),
    "|",
)
"""Surnames with particles."""


Weighted = tuple[tuple[str, ...], tuple[int, ...]]


def _weighted(*lists: str) -> Weighted:
    """Texts of "word weight word weight …" as words and their cumulated weights."""
    parts = " ".join(lists).split()
    return tuple(parts[::2]), tuple(accumulate(map(int, parts[1::2])))


def _compound(text: str) -> Weighted:
    """A text of "Two Words|weight Two Words|weight …" as names and their cumulated weights."""
    found = re.findall(r"(\S[^|]*)\|(\d+)", text)
    return tuple(name for name, _ in found), tuple(accumulate(int(weight) for _, weight in found))


SPAIN, AMERICA = _weighted(_SPAIN), _weighted(_AMERICA)
WOMEN, MEN = _weighted(_WOMEN), _weighted(_MEN)
WOMEN_TWO, MEN_TWO = _compound(_WOMEN_TWO), _compound(_MEN_TWO)

LOOKALIKES = tuple(
    listed(pair, "/")
    for pair in listed(
        """
Juan/Juana Mario/María Luis/Luisa Ángel/Ángela Daniel/Daniela Antonio/Antonia Francisco/Francisca
Julio/Julia Carlos/Carla Manuel/Manuela Adrián/Adriana Julián/Juliana Josefa/Josefina Ana/Ania Lucas/Lucía
Marina/Mariana Iván/Ian Paulo/Paula Claudio/Claudia Emilio/Emilia Mariano/Mariana Martín/Martina
Gabriel/Gabriela Joel/Noel
"""
    )
)
"""Given names of two people (often of one house) that differ in little."""

LOOKALIKE_SURNAMES = tuple(
    listed(pair, "/")
    for pair in listed(
        """
Jiménez/Giménez Ramos/Ramo Sanz/Sainz Sáez/Sanz Peña/Pena Díaz/Díez Martín/Martínez Gil/Gila
Vázquez/Velázquez Fernández/Hernández Moya/Mora Rey/Reyes Lara/Lora Rojo/Rojas González/Gonzales
Espinosa/Espinoza Serra/Serrano Roca/Rosa Vela/Vera Costa/Acosta Mora/Mota Casas/Salas Vega/Vera Pino/Pina
Blanco/Blasco Marín/Martín
"""
    )
)
"""Surnames of two people that differ in little."""
