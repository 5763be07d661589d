"""What the demo's people write in follow-ups.

{contact} is the person to ask for at the customer's, {item} and {other} are products that such a customer
buys (their names begin with a consonant, so that « de » needs no elision), {n} and {m} quantities: {n} is
the larger, and {m} two or more.
"""

# By code, and within it by whom it fits: anybody, a merchant (all but the kitchens of residences and
# childcare centres), a store, a restaurant or snack bar, a bakery, a residence or childcare centre.
NOTES: dict[str, dict[str, tuple[str, ...]]] = {
    "VIS": {
        "all": (
            "Tout va bien, rien à commander aujourd'hui.",
            "Rencontre rapide avec {contact}, pas de changement.",
            "Inventaire suffisant pour la semaine.",
            "Vérifié les dates : rien à reprendre.",
            "Laissé le nouveau catalogue à {contact}.",
            "Discuté des prix du mois prochain avec {contact}.",
            "{contact} est en vacances, vu avec la personne qui remplace.",
            "Remis les échantillons demandés.",
            "Un concurrent est passé la semaine dernière, offre équivalente à la nôtre.",
            "Mise à jour des coordonnées au dossier.",
            "Attend la fin de l'inventaire avant de commander.",
        ),
        "merchant": (
            "Ventes tranquilles ces temps-ci selon {contact}.",
            "Trop occupés pour parler longtemps, repasser plus tôt la prochaine fois.",
            "Relation excellente, {contact} nous a référé un commerce voisin.",
        ),
        "store": (
            "Tablette pleine, promo acceptée.",
            "Tablette replacée, {n} faces de {item}.",
            "Étiquettes de prix refaites dans toute la section.",
            "Rotation faite sur {item}.",
            "Présentoir déplacé près de la caisse, bonne visibilité.",
            "Espace perdu au profit d'un concurrent sur la tablette du bas.",
            "Réfrigérateur remis en ordre avec l'équipe de jour.",
            "Nouvelle disposition du magasin, notre section est mieux placée.",
            "Section propre et bien remplie. Bravo à l'équipe.",
        ),
        "kitchen": (
            "Vu {contact} en cuisine, menu inchangé.",
            "Congélateur plein, commande remise à la semaine prochaine.",
            "Parlé du prochain menu, aimerait de nouvelles idées de plats.",
            "Vérifié le rangement au froid avec {contact} : tout est à sa place.",
            "Fiches d'allergènes remises à jour.",
            "Quantités habituelles confirmées pour le prochain mois.",
            "Consommation de {item} en baisse, à surveiller.",
        ),
        "bakery": (
            "Fournil en pleine production, {contact} a pris deux minutes.",
            "Prépare une nouvelle sorte de pain, a demandé des fiches techniques.",
            "Réserve pleine, commande remise à la semaine prochaine.",
            "Consommation de {item} en hausse depuis un mois.",
            "Café bien rempli à mon passage.",
        ),
        "collective": (
            "Rencontre avec {contact}, menu du mois inchangé.",
            "Nouveau menu cyclique reçu, quantités à revoir.",
            "Attend le budget du trimestre avant de changer de produits.",
            "Moins de repas que d'habitude ce mois-ci.",
        ),
    },
    "CMD": {
        "all": (
            "Commande habituelle.",
            "Commande habituelle, sans changement.",
            "{n} caisses de {item}, {m} de {other}.",
            "{n} caisses de {item}, le reste comme d'habitude.",
            "Commande un peu plus petite que d'habitude.",
            "Bonne commande : {n} caisses de {item}.",
            "Ajouté {item} à la commande régulière.",
            "Commande préparée avec {contact}, livraison normale.",
            "Essai de {item}, {n} caisses pour commencer.",
            "Retire {item} de sa commande pour l'instant.",
            "{m} caisses de {other} de plus que la dernière fois.",
            "Demande la livraison le matin.",
            "Pas de {other} cette fois-ci, mais {n} caisses de {item}.",
            "Commande complète, {contact} a signé le bon.",
            "Voulait {n} caisses de {item}, il en restait : on en met {m}.",
        ),
        "merchant": (
            "Commande doublée en prévision de la fin de semaine.",
            "Rupture de {item} chez lui, {n} caisses à livrer dès que possible.",
        ),
        "store": (
            "{n} caisses de {item} pour le bout d'allée.",
            "Commande pour la circulaire : {n} caisses de {item}.",
            "Tablette vide à moitié, {n} caisses de {item} et {m} de {other}.",
            "Profite de la promotion : {n} caisses de {item}.",
            "Commande plus grosse que d'habitude, tablette presque vide.",
            "Les clients redemandent {item} : {n} caisses.",
        ),
        "kitchen": (
            "{n} caisses de {item} pour le nouveau menu.",
            "Groupe à recevoir en fin de semaine, {n} caisses de {item}.",
            "Commande de base, {contact} ajoutera le reste par téléphone.",
            "{item} : {n} caisses, à livrer par la porte de la cuisine.",
            "Change de format pour {item}, {n} caisses.",
        ),
        "bakery": (
            "{n} caisses de {item} pour une commande de gâteaux.",
            "Fournée spéciale en fin de semaine, {n} caisses de {item}.",
            "Commande de base, {contact} ajoutera le reste par téléphone.",
            "{item} : {n} caisses, à livrer avant 6 h.",
            "Change de format pour {item}, {n} caisses.",
        ),
        "collective": (
            "Commande selon le menu de la semaine, {n} caisses de {item}.",
            "Commande mensuelle de produits secs, plus {n} caisses de {item}.",
            "{n} caisses de {item} pour la fête des familles.",
        ),
    },
    "TEL": {
        "all": (
            "Appel de courtoisie, tout est correct.",
            "Rien à commander cette semaine.",
            "Demande le prix de {item}, transmis.",
            "Demande des nouvelles d'un produit en rupture : {item}.",
            "Demande à être rappelé la semaine prochaine.",
            "Question sur la dernière facture, réglée au téléphone.",
            "Confirme l'heure de livraison avec {contact}.",
            "Changement de compte bancaire, transféré à la comptabilité.",
            "Informé {contact} de la hausse de prix à venir.",
            "Satisfait du service, souhaite garder la même journée.",
            "Demande une copie de la facture, envoyée.",
            "Parlé avec {contact} : la visite est maintenue.",
            "Cherche un remplacement pour {other}, à voir avec les achats.",
        ),
        "merchant": ("Prévient de sa fermeture de deux jours pour rénovations.",),
    },
    "TCM": {
        "all": (
            "Commande de dépannage : {n} caisses de {item}.",
            "{contact} a commandé {n} caisses de {item}.",
            "Ajout à la commande de la semaine : {item}, {n} caisses.",
            "Commande complète par téléphone, pas de visite nécessaire.",
            "{n} caisses de {item} et {m} de {other}, livraison demain si possible.",
            "Oubli lors de la visite : {item}, {n} caisses ajoutées.",
            "Commande habituelle dictée par {contact}.",
        ),
    },
    "MES": {
        "all": (
            "Message laissé dans la boîte vocale.",
            "Message laissé à l'employé, {contact} doit rappeler.",
            "Pas de réponse, message laissé.",
            "Boîte vocale pleine; message laissé à l'employé de jour.",
            "Deuxième message, toujours sans retour.",
            "Ligne occupée toute la matinée, message laissé en après-midi.",
        ),
    },
    "COU": {
        "all": (
            "Envoyé la liste de prix à jour.",
            "Envoyé la fiche technique : {item}.",
            "Confirmation de commande envoyée.",
            "Avis de hausse de prix envoyé, accusé de réception de {contact}.",
            "Envoyé l'état de compte.",
            "Envoyé l'horaire de livraison du prochain congé.",
            "Répondu à sa question sur les formats de {item}.",
            "Envoyé la fiche d'allergènes demandée.",
            "Photo de la marchandise endommagée reçue, transmise à l'entrepôt.",
            "Formulaire d'ouverture de compte reçu et classé.",
        ),
    },
    "PRO": {
        "all": (
            "Promotion du mois présentée, {contact} y réfléchit.",
            "Accepte la promotion : {n} caisses de {item}.",
            "Refuse la promotion, pas assez d'espace.",
            "Prix de volume offert pour {item} à partir de {n} caisses.",
        ),
        "store": (
            "Bout d'allée confirmé pour {item} pendant deux semaines.",
            "Deux pour un sur {item} : affiches installées.",
            "Affiches de la promotion posées, {n} caisses de {item} en réserve.",
            "Participe à la circulaire : {item}.",
        ),
        "kitchen": (
            "Aime le prix, mettra {item} au menu du jour.",
            "Promotion sur {item} acceptée pour le mois.",
            "Offre sur {other} déclinée, déjà sous contrat.",
        ),
        "bakery": (
            "Promotion sur {item} acceptée pour le mois.",
            "Offre sur {other} déclinée, déjà sous contrat.",
            "Aime le prix, prend {n} caisses de {item}.",
        ),
    },
    "DEM": {
        "store": (
            "Dégustation de {item} en magasin, bonne réponse de la clientèle.",
            "Démonstration de {item} en après-midi, {n} caisses vendues sur place.",
            "Dégustation peu achalandée, reprendre un samedi.",
            "Table de dégustation installée près de l'entrée avec {contact}.",
        ),
        "kitchen": (
            "Essai de {item} : bon résultat, le produit plaît.",
            "Essai de {item} en cuisine avec {contact}, à comparer avec le produit actuel.",
            "Présentation de nouveautés, en retient une : {item}.",
            "Essai de {item}, préfère garder son produit actuel.",
        ),
        "bakery": (
            "Essai de {item} au fournil avec {contact}, à comparer avec le produit actuel.",
            "Essai de {item} : bon résultat, le produit plaît.",
            "Présentation de nouveautés, en retient une : {item}.",
            "Essai de {item}, préfère garder son produit actuel.",
        ),
    },
    "RET": {
        "all": (
            "Repris {n} caisses de {item}, dates trop courtes. Crédit à faire.",
            "Repris {n} caisses de {item} livrées par erreur.",
            "Repris {n} caisses de {item} commandées en trop.",
            "Emballage percé sur {item}, repris {n} unités.",
            "Retour de contenants vides, {n} caisses.",
        ),
    },
    "REC": {
        "all": (
            "{n} caisses de {item} reçues endommagées, crédit demandé.",
            "Il manquait {n} caisses de {item} à la livraison.",
            "Prix de {item} facturé plus cher que convenu. Vérifié : il a raison.",
            "Livraison arrivée en retard, deuxième fois ce mois-ci.",
            "Reçu {other} au lieu de {item}, échange prévu à la prochaine livraison.",
            "Le camion a bloqué l'entrée pendant l'heure de pointe. Livreur avisé.",
        ),
        "merchant": ("Plainte d'un client sur {item}, numéro de lot noté.",),
    },
    "LIV": {
        "all": (
            "Livraison complète, aucun manquant.",
            "Livraison reportée au lendemain à cause des routes.",
            "Confirmé l'arrivée avec le prochain camion : {item}.",
            "Commande en souffrance livrée : {n} caisses de {item}.",
            "Livré par l'arrière comme demandé.",
            "Température vérifiée à la réception, conforme.",
            "Nouveau livreur, {contact} l'a trouvé courtois.",
        ),
    },
    "FAC": {
        "all": (
            "Facture en souffrance de 45 jours, paiement promis vendredi.",
            "Paiement reçu, compte à jour.",
            "Chèque posté selon {contact}.",
            "Demande un délai de deux semaines, accordé.",
            "Conteste {n} caisses de {item} sur la dernière facture.",
            "Deuxième rappel, solde de plus de 60 jours.",
            "Passe au virement à partir de maintenant.",
        ),
    },
    "ABS": {
        "all": (
            "{contact} n'était pas sur place, laissé ma carte.",
            "Personne ne peut commander en son absence.",
            "En réunion toute la matinée, repasser.",
            "En congé aujourd'hui, selon l'employé.",
            "Absence pour maladie, reprendra contact.",
        ),
        "merchant": ("Parti à la banque, attendu 20 minutes.",),
    },
    "FER": {
        "all": (
            "Fermé à mon arrivée, affiche « De retour à 13 h ».",
            "Porte verrouillée, pas de réponse à la sonnette.",
            "Fermé pour rénovations jusqu'à la semaine prochaine.",
            "Fermeture exceptionnelle, panne de courant sur la rue.",
            "Fermé, mortalité dans la famille.",
            "Nouvel horaire : ouvre seulement à 11 h.",
        ),
    },
    "TLC": {
        "all": (
            "Bon de commande reçu par télécopieur.",
            "Liste de prix télécopiée.",
            "Télécopie illisible, demandé de renvoyer.",
        ),
    },
}

# What belongs to a time of the year, by month, for visits with or without an order.
NOTES_OF_MONTH = {
    11: ("Veut réserver ses quantités pour les Fêtes.", "Les Fêtes s'annoncent bonnes selon {contact}."),
    12: ("Bonne activité à l'approche des Fêtes.", "Horaire des Fêtes remis à {contact}."),
    1: ("Début d'année tranquille, petites quantités.", "Attend après l'inventaire annuel."),
    3: ("Temps des sucres, produits de l'érable en demande.", "Se prépare pour Pâques."),
    5: ("Début de la saison, quantités à la hausse.", "Prépare l'été, veut revoir ses quantités."),
    6: ("Prévoit un gros achalandage à la Saint-Jean.", "Quantités d'été confirmées avec {contact}."),
    7: ("Plusieurs employés en vacances de la construction.", "Achalandage touristique, bonnes ventes."),
    9: ("Retour aux quantités régulières après l'été.", "La rentrée amène du monde, bonnes ventes."),
    10: ("L'automne est bon, quantités maintenues.", "Prépare déjà son horaire d'hiver."),
}

NOTES_IN_ENGLISH = {
    "VIS": (
        "Quick visit with {contact}, nothing to order this week.",
        "Checked dates, all good.",
        "Left the new catalogue with {contact}.",
        "Slow week, fridge still full.",
        "{contact} asked about next month's prices.",
    ),
    "CMD": (
        "Regular order.",
        "Regular order, {n} extra cases for the weekend.",
        "Smaller order than usual, still has stock.",
        "Order placed with {contact}, morning delivery please.",
        "Doubled the order for the long weekend.",
    ),
    "TEL": (
        "Called to confirm delivery time.",
        "Asked for a copy of the last invoice, sent.",
        "Courtesy call, everything is fine.",
    ),
    "TCM": ("Phone order from {contact}, {n} cases.", "Regular order by phone."),
    "MES": ("Left a voicemail.", "No answer, left a message for {contact}."),
    "COU": ("Sent the price list in English.", "Order confirmation sent."),
    "PRO": ("Showed the monthly promotion, {contact} will think about it.", "Took the deal: {n} cases."),
    "ABS": ("{contact} was out, left my card.",),
    "FER": ("Closed when I got there, sign says back at 1 p.m.",),
    "LIV": ("Delivery complete, nothing missing.",),
}
