"""The families of the demo's items (these are in `items.csv`), and what is written on counts and orders."""

# Code, French label, English label, as the shelves of a store follow each other.
CATEGORIES = (
    ("FRO", "Fromages", "Cheese"),
    ("LAI", "Lait, crème et œufs", "Milk, cream and eggs"),
    ("YOG", "Yogourts, beurre et margarine", "Yogurt, butter and margarine"),
    ("PAI", "Pains et viennoiseries", "Bread and pastries"),
    ("VIA", "Viandes et charcuteries", "Meat and deli"),
    ("SUR", "Surgelés", "Frozen food"),
    ("GRI", "Grignotines", "Savoury snacks"),
    ("BIS", "Biscuits et confiseries", "Cookies and candy"),
    ("BOI", "Boissons froides", "Cold drinks"),
    ("CAF", "Café, thé et boissons chaudes", "Coffee, tea and hot drinks"),
    ("SEC", "Épicerie sèche et farines", "Dry grocery and flour"),
    ("CON", "Conserves, sauces et condiments", "Canned goods, sauces and condiments"),
)

# By category of customer: its letter in the column `bought_by` of the items, and the least and the most
# items on its list.
BUYERS = {
    "EPI": ("E", 18, 25),
    "DEP": ("D", 12, 20),
    "RES": ("R", 10, 18),
    "BOU": ("B", 8, 14),
    "CAN": ("S", 8, 12),
    "RPA": ("K", 12, 20),
    "CPE": ("K", 8, 14),
}
BUYER_WITHOUT_CATEGORY = ("R", 8, 12)

COUNT_NOTES = (
    "Tablette du bas vide à mon arrivée.",
    "Réserve comptée aussi.",
    "Deux caisses pas encore ouvertes dans l'arrière-boutique.",
    "Relevé rapide, magasin plein.",
    "Le frigo du fond était barré.",
    "Compté avec le gérant.",
)
ORDER_NOTES = (
    "Livrer avant 10 h.",
    "Appeler à l'arrivée, le quai est barré.",
    "Dates longues s.v.p.",
    "Pas de substitution.",
    "Laisser au frigo de la réception.",
    "Facture à envoyer par courriel.",
)
DRAFT_NOTES = (
    "Attend la confirmation des quantités par courriel.",
    "À compléter : rappeler pour les boissons.",
)
COUNT_CANCELLED = "Relevé fait chez le mauvais client."
ORDERS_CANCELLED = (
    "Commande passée en double.",
    "Le client a changé d'idée.",
    "Mauvais client.",
    "Commerce fermé la semaine de la livraison.",
    "Refusée à la livraison, congélateur plein.",
    "Remplacée par une commande plus petite.",
    "Erreur de saisie : caisses au lieu d'unités.",
    "Le client a tout pris chez un concurrent.",
)
