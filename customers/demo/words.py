"""Who and what the demo's customers are sorted by, and what is written in their records."""

from typing import NamedTuple


class DemoSalesperson(NamedTuple):
    """A salesperson, and the usernames of the demo's accounts that act for him."""

    code: str
    name: str
    team: str
    is_active: bool = True
    usernames: tuple[str, ...] = ()


SALESPEOPLE = (
    DemoSalesperson("V01", "Mélanie Côté", "Capitale", usernames=("rep1",)),
    DemoSalesperson("V02", "Jean-François Gagnon", "Capitale", is_active=False),
    DemoSalesperson("V03", "Karine Tremblay", "Est", usernames=("rep2",)),
    DemoSalesperson("V04", "Stéphane Bouchard", "Est", usernames=("rep2",)),
    DemoSalesperson("V05", "Nadia Benali", "Métropole"),
    DemoSalesperson("V06", "Sébastien Lavoie", "Métropole"),
)

# Code, French label, English label.
CATEGORIES = (
    ("EPI", "Épicerie", "Grocery store"),
    ("DEP", "Dépanneur", "Convenience store"),
    ("RES", "Restaurant", "Restaurant"),
    ("BOU", "Boulangerie et café", "Bakery and café"),
    ("CAN", "Casse-croûte", "Snack bar"),
    ("RPA", "Résidence pour aînés", "Seniors' residence"),
    ("CPE", "CPE et garderie", "Childcare centre"),
)
SORTING_GROUPS = (
    ("A", "Grands comptes", "Key accounts"),
    ("B", "Comptes réguliers", "Regular accounts"),
    ("C", "Petits comptes", "Small accounts"),
    ("N", "Nouveaux clients", "New customers"),
    ("S", "Saisonniers", "Seasonal"),
    ("W", "Commandes en ligne", "Online orders"),
)

# The groups of a category, each as often as it is written.
GROUPS_OF_CATEGORY = {
    "EPI": "AAAABBBBBC",
    "DEP": "AABBBBCCCC",
    "RES": "AABBBBBCCC",
    "BOU": "BBBBCC",
    "RPA": "AABBB",
    "CPE": "BBCCC",
    "CAN": "S",
}
# Days between visits, by group; a kitchen that cooks for its own people is seen monthly, and snack bars
# only in their season.
FREQUENCIES_OF_GROUP = {
    "A": (7, 7, 14),
    "B": (14, 14, 21),
    "C": (21, 28, 28, None),
    "N": (7, 14, 14),
    "S": (None,),
    "W": (None,),
}
COLLECTIVE_KITCHENS = ("RPA", "CPE")
STORES = ("EPI", "DEP")

ENGLISH_SPEAKING = (
    *("Monkland Village Market", "Hilltop Convenience", "Wiseman & Sons Delicatessen"),
    *("Golden Lotus Restaurant", "O'Brien's Bakery & Café", "Westbrook Manor Seniors' Residence"),
    *("Adonia Fine Foods", "Chomedey Diner", "Greenfield Fine Foods", "Lennoxville General Store"),
    *("The Pickled Onion Pub", "Memphremagog Fine Grocer", "Owl's Nest Bakery", "Dépanneur Singh"),
)
WITHOUT_SALESPERSON = (
    "Camion de rue La Poutine Vagabonde",
    "Camion-cuisine L'Affamé",
    "Dépanneur du Cran",
)
# Who looks after those that no route reaches.
SALESPERSON_OFF_ROUTE = "V01"

CONTACTS = (
    *("Mme Bergeron", "M. Lévesque", "Josée", "Mme Nguyen", "Sylvain", "M. Pelletier", "Annie", "Mme Fortin"),
    *("Réjean", "M. Haddad", "Guylaine", "Mme Caron", "Éric", "Mme Ouellet", "M. Bélanger", "Nathalie"),
    *("Mme Michaud", "Pierre-Luc", "Maude", "M. Thibault", "Mme Da Silva", "Denis", "Mme Gosselin"),
)
CONTACTS_IN_ENGLISH = ("Mr. Patel", "Susan", "Mrs. O'Connor", "David", "Mr. Cohen", "Linda")

# {contact} is someone there, {closed} a weekday on which its route does not come.
NOTES_OF_STORE = (
    "Livraison par l'arrière, avant 10 h. Sonner : la cloche est à gauche de la porte.",
    "Demander {contact} pour les commandes.",
    "Espace de réfrigération restreint : pas plus de deux palettes à la fois.",
    "{contact} décide des promotions, l'équipe de soir n'a pas le droit de commander.",
    "Fermé le {closed}.",
    "Stationnement interdit devant le commerce, passer par la ruelle.",
    "Veut être prévenu de tout changement de prix par courriel, une semaine d'avance.",
    "Le présentoir du bout d'allée nous appartient, garder la tablette du haut pleine.",
    "Paie à la livraison, chèque préparé par {contact}.",
    "Étiquettes de prix à faire sur place à chaque visite.",
    "Demande toujours les dates les plus longues; vérifier avant de livrer.",
    "Reprise des invendus acceptée, maximum deux caisses par mois.",
    "Le quai est partagé avec la pharmacie, éviter l'heure du dîner.",
    "Achète aussi chez un concurrent : surveiller la tablette du bas.",
    "Bon de commande obligatoire, sinon la facture est refusée.",
    "{contact} préfère le téléphone, le matin avant 9 h.",
    "Le congélateur du fond est à nous (numéro de série au dossier).",
    "Ouvert jusqu'à 23 h, mais pas de réception après 15 h.",
)
NOTES_OF_KITCHEN = (
    "Livraison par la cuisine, porte arrière. Ne jamais passer par la salle.",
    "Ne pas se présenter entre 11 h 30 et 13 h 30.",
    "Demander {contact}, en cuisine.",
    "{contact} passe ses commandes par téléphone, la veille avant 14 h.",
    "Fermé le {closed}.",
    "Un seul congélateur : petites quantités, livraisons plus fréquentes.",
    "Menu renouvelé quatre fois par année; apporter des échantillons avant.",
    "Clé de la porte de service dans la boîte à code, demander le code au bureau.",
    "Escalier étroit, prévoir le petit diable.",
    "Facture à envoyer par courriel à la comptable, jamais sur place.",
    "Allergène à surveiller : demande des fiches à jour pour chaque nouveau produit.",
    "Terrasse de mai à septembre : les quantités doublent.",
    "Le chef est ouvert aux produits d'ici, lui parler des nouveautés.",
    "Ne prend pas de substitution sans appel préalable.",
)
NOTES_OF_COLLECTIVE_KITCHEN = (
    "Menu cyclique de cinq semaines; demander le suivant à {contact}.",
    "Livraison avant 9 h 30 seulement, à cause des repas du midi.",
    "Aucun produit avec arachides ou noix. Fiches d'allergènes exigées.",
    "Signer le registre des visiteurs à l'accueil.",
    "Budget révisé chaque trimestre par {contact}.",
    "Facturation mensuelle, un seul état de compte à la fin du mois.",
    "Textures adaptées demandées : voir {contact} avant de proposer un remplacement.",
    "La cuisine ferme à 14 h.",
)
NOTES_OF_SNACK_BAR = (
    "Ouvert de la mi-mai à la fête du Travail.",
    "Saisonnier : rappeler {contact} en avril pour l'ouverture.",
    "Argent comptant ou virement seulement.",
    "Ferme les jours de pluie, téléphoner avant de passer.",
    "Gros volume de frites surgelées : prévoir le congélateur avant l'ouverture.",
)
NOTES_IN_ENGLISH_PLACE = (
    "Client anglophone : demander {contact}, lui envoyer la documentation en anglais.",
    "Service et factures en anglais. Contact : {contact}.",
    "Livraison par la ruelle. {contact} parle surtout anglais.",
)
NOTE_ONLINE = "Commande en ligne seulement, ne demande pas de visite."
NOTE_OFF_ROUTE = "Hors route : livré par transporteur le jeudi, commander avant le mardi midi."
NOTE_NO_ADDRESS = "Pas d'adresse fixe : téléphoner pour savoir où livrer."
NOTE_UNASSIGNED = "Nouveau propriétaire depuis peu; vendeur à attribuer."
NOTES_CLOSED = (
    "Commerce fermé : retraite du propriétaire.",
    "Commerce vendu, le nouveau propriétaire achète ailleurs.",
    "Local à louer, ne plus livrer.",
    "Fermé après un dégât d'eau; réouverture incertaine.",
    "Compte fermé à la demande du client.",
    "Fusionné avec un autre commerce de la rue, compte en double.",
)
WEEKDAYS = {1: "lundi", 2: "mardi", 3: "mercredi", 4: "jeudi", 5: "vendredi", 6: "samedi", 7: "dimanche"}
