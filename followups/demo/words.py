"""The demo's service types, products, tasks and reasons; in the texts, the fields are those of `notes`."""

from typing import NamedTuple


class DemoServiceType(NamedTuple):
    """A follow-up code with its labels; `channel` is a value of ServiceType.Channel."""

    code: str
    name_fr: str
    name_en: str
    channel: str
    counts_as_visit: bool = False
    is_active: bool = True


SERVICE_TYPES = (
    DemoServiceType("VIS", "Visite", "Visit", "visit", counts_as_visit=True),
    DemoServiceType("CMD", "Commande en visite", "Order during visit", "visit", counts_as_visit=True),
    DemoServiceType("TEL", "Appel téléphonique", "Telephone call", "phone"),
    DemoServiceType("TCM", "Commande par téléphone", "Order by telephone", "phone"),
    DemoServiceType("MES", "Message laissé", "Message left", "phone"),
    DemoServiceType("COU", "Courriel", "Email", "email"),
    DemoServiceType("PRO", "Promotion présentée", "Promotion presented", "visit", counts_as_visit=True),
    DemoServiceType("DEM", "Démonstration", "Demonstration", "visit", counts_as_visit=True),
    DemoServiceType("RET", "Retour de marchandise", "Returned goods", "visit", counts_as_visit=True),
    DemoServiceType("REC", "Réclamation", "Complaint", "phone"),
    DemoServiceType("LIV", "Suivi de livraison", "Delivery follow-up", "phone"),
    DemoServiceType("FAC", "Compte en souffrance", "Overdue account", "phone"),
    DemoServiceType("ABS", "Responsable absent", "Manager absent", "visit"),
    DemoServiceType("FER", "Fermé à l'arrivée", "Closed on arrival", "visit"),
    DemoServiceType("TLC", "Télécopie", "Fax", "other", is_active=False),
)

ITEMS = {
    "store": (
        *("lait 2 % 2 L", "beurre salé 454 g", "fromage en grains", "cheddar fort", "pain tranché blanc"),
        *("yogourt à la vanille", "jus de pomme 1 L", "boissons gazeuses", "café moulu", "sirop d'érable"),
        *("biscuits à la mélasse", "soupe aux pois", "bacon tranché", "saucisses fumées", "pizzas surgelées"),
        *("tourtières", "confiture de fraises", "margarine", "bouillon de poulet", "fèves au lard"),
        *("crème glacée", "croustilles nature", "ketchup", "crème 15 %", "cretons", "barres tendres"),
    ),
    "restaurant": (
        *("frites surgelées", "fromage en grains", "sauce brune 4 L", "poitrines de poulet", "bœuf haché"),
        *("mozzarella râpée", "crème 35 %", "farine tout usage", "beurre non salé", "café en grains"),
        *("mayonnaise 4 L", "riz basmati", "légumes surgelés", "pâtes sèches", "tomates broyées"),
        *("pains à burger", "fond de veau", "filets de morue", "bacon tranché", "ketchup en vrac"),
    ),
    "bakery": (
        *("farine de blé entier", "farine non blanchie 20 kg", "beurre non salé", "levure", "chocolat noir"),
        *("café en grains", "crème 35 %", "sucre à glacer", "lait 2 % 4 L", "noisettes", "cassonade"),
        *("poudre d'amandes", "fromage à la crème", "confiture de framboises"),
    ),
    "snack_bar": (
        *("frites surgelées", "fromage en grains", "sauce brune 4 L", "saucisses à hot-dog"),
        *("pains à burger", "boulettes de bœuf", "moutarde", "ketchup en vrac", "boissons gazeuses"),
        *("pains à hot-dog", "crème glacée molle", "rondelles d'oignon"),
    ),
    # What stores let their customers taste.
    "tasting": (
        *("fromage en grains", "cheddar fort", "yogourt à la vanille", "sirop d'érable", "tourtières"),
        *("saucisses fumées", "confiture de fraises", "cretons", "crème glacée", "biscuits à la mélasse"),
    ),
    "collective": (
        *("lait 2 % 4 L", "yogourt nature", "légumes surgelés", "poulet cuit en dés", "pâtes courtes"),
        *("compote de pommes sans sucre", "fromage marbré", "pain de blé entier", "riz à grains longs"),
        *("filets de sole", "bœuf haché maigre", "soupe aux légumes", "tofu ferme", "gruau", "margarine"),
    ),
}


class Task(NamedTuple):
    """What was said, and what is to be done because of it."""

    code: str
    note: str
    action: str


TASKS = (
    Task("VIS", "Veut goûter la nouveauté avant de décider.", "Apporter un échantillon : {item}"),
    Task("VIS", "Hésite à reprendre {item}, en reparler.", "Rappeler au sujet de : {item}"),
    Task("VIS", "Demande la nouvelle liste de prix.", "Envoyer la liste de prix"),
    Task("VIS", "L'étagère fournie est abîmée.", "Commander une étagère de remplacement"),
    Task("VIS", "Le réfrigérateur fait du bruit.", "Faire venir le technicien en réfrigération"),
    Task("VIS", "Compare nos prix à ceux d'un concurrent.", "Présenter une offre de volume"),
    Task("VIS", "{contact} veut revoir ses quantités.", "Préparer un historique des achats"),
    Task("CMD", "Veut connaître le délai pour {item}.", "Confirmer la date d'arrivée : {item}"),
    Task("CMD", "Commande partielle, attend son inventaire.", "Rappeler pour compléter la commande"),
    Task("CMD", "Premier essai d'un autre format de {item}, {n} caisses.", "Vérifier les ventes : {item}"),
    Task("CMD", "Veut {n} caisses de {item} pour une date précise.", "Confirmer la livraison à date fixe"),
    Task("TEL", "{contact} n'avait pas le temps de commander.", "Rappeler pour la commande"),
    Task(
        "TEL", "Veut en discuter en personne avant de changer de gamme.", "Prendre rendez-vous avec {contact}"
    ),
    Task("TEL", "Demande une soumission pour {n} caisses de {item}.", "Envoyer la soumission"),
    Task("TEL", "Déménage sa réception le mois prochain.", "Confirmer la nouvelle porte de livraison"),
    Task("MES", "Message laissé, {contact} doit rappeler.", "Rappeler si pas de nouvelles"),
    Task("COU", "Soumission envoyée pour {item}.", "Relancer la soumission"),
    Task("PRO", "{contact} veut y penser encore un peu.", "Rappeler pour la promotion"),
    Task("REC", "Crédit demandé pour {n} caisses de {item}.", "Confirmer le crédit avec la comptabilité"),
    Task("FAC", "Promet un paiement la semaine prochaine.", "Vérifier la réception du paiement"),
    Task("ABS", "{contact} sera là la semaine prochaine seulement.", "Repasser ou téléphoner à {contact}"),
    Task("FER", "Affiche « Fermé pour la semaine ».", "Téléphoner avant de repasser"),
)


class Mistake(NamedTuple):
    """A follow-up that was entered wrong and cancelled, told by how it differs from the right one.

    `code` is "" when the code was right; `of_codes` are those that the right one may have.
    """

    reason: str
    of_codes: tuple[str, ...] = ("VIS", "CMD", "PRO", "TEL")
    code: str = ""
    days_before: int = 0
    is_of_neighbour: bool = False
    by_manager: bool = False


MISTAKES = (
    Mistake("Mauvais client : c'était le commerce voisin.", is_of_neighbour=True),
    Mistake("Mauvais client, les deux noms se ressemblent.", is_of_neighbour=True),
    Mistake("Inscrit chez le mauvais client.", is_of_neighbour=True, by_manager=True),
    Mistake("Mauvais client.", is_of_neighbour=True),
    Mistake("Inscrit en double."),
    Mistake("Inscrit en double, déjà au dossier.", by_manager=True),
    Mistake("Doublon : la page avait l'air gelée."),
    Mistake("Mauvaise date, réinscrit au bon jour.", days_before=1),
    Mistake("C'était le lendemain.", days_before=1),
    Mistake("Mauvais code, réinscrit comme commande.", of_codes=("CMD",), code="VIS"),
    Mistake("Il a finalement commandé, réinscrit.", of_codes=("CMD",), code="VIS"),
    Mistake("Mauvais code : le responsable était absent.", of_codes=("ABS",), code="VIS"),
    Mistake("Mauvais code, ce n'était qu'une visite.", of_codes=("VIS",), code="CMD"),
    Mistake("Fermé à l'arrivée, pas une visite.", of_codes=("FER",), code="VIS", by_manager=True),
    Mistake("Erreur de saisie.", of_codes=("VIS",), code="RET"),
)
