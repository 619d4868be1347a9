// What depends on another field's choice, and comes late, as from a server.
"use strict";

const LATE_MS = 40;

const DEPENDENT = {
  province: { field: "city", offers: {
    "Barcelona": ["Badalona", "Barcelona", "Sabadell"],
    "Madrid": ["Alcalá de Henares", "Madrid", "Móstoles"],
    "Sevilla": ["Dos Hermanas", "Écija", "Sevilla"],
    "Valencia": ["Gandía", "Torrent", "Valencia"],
  } },
  technology: { field: "plan", offers: {
    "Fibra": ["Fibra 300 Mb", "Fibra 600 Mb", "Fibra 1 Gb"],
    "Móvil": ["Móvil 5 GB", "Móvil 20 GB", "Móvil 50 GB"],
    "Fibra + Móvil": ["Fibra 600 Mb + Móvil 20 GB", "Fibra 1 Gb + Móvil 50 GB"],
  } },
};

const OPTIONAL = ["door", "notes", "marketing"];
