"""Where the demo's customers are: routes, places with their real streets and codes, and their names.

Every merchant is invented. Telephone numbers are made from the area codes with 555-01xx, which nobody has.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoRoute:
    """A round. `former_salesperson` had it until the day of `reassigned_on`; "" when nobody else did."""

    code: str
    name: str
    weekday: int
    salesperson: str
    former_salesperson: str = ""


ROUTES = (
    DemoRoute("R-01", "Québec centre et Limoilou", 1, "V01"),
    DemoRoute("R-02", "Charlesbourg, Beauport et Ancienne-Lorette", 2, "V01"),
    DemoRoute("R-03", "Lévis et Montmagny", 4, "V01", former_salesperson="V02"),
    DemoRoute("R-04", "Beauce et Appalaches", 2, "V03"),
    DemoRoute("R-05", "Bas-Saint-Laurent", 4, "V03"),
    DemoRoute("R-06", "Trois-Rivières et Shawinigan", 1, "V04"),
    DemoRoute("R-07", "Drummondville et Bois-Francs", 3, "V04"),
    DemoRoute("R-08", "Montréal", 1, "V05"),
    DemoRoute("R-09", "Laval et Couronne-Nord", 3, "V05"),
    DemoRoute("R-10", "Rive-Sud et Haute-Yamaska", 2, "V06"),
    DemoRoute("R-11", "Sherbrooke et Magog", 4, "V06"),
    DemoRoute("R-12", "Saguenay et Lac-Saint-Jean", 3, "V03", former_salesperson="V02"),
)


@dataclass(frozen=True)
class Place:
    """A city, or a part of one, and the merchants there by the code of their category.

    `route` is "" where no route goes; `former_route` went there until the day of `reassigned_on`.
    The first area code is the usual one. A village has one whole postal code, a city the beginnings of
    several. Civic numbers are between the two of `numbers`, both included.
    """

    city: str
    route: str
    area_codes: tuple[str, ...]
    postal_prefixes: tuple[str, ...] = ()
    center: tuple[float, float] | None = None
    numbers: tuple[int, int] = (10, 900)
    streets: tuple[str, ...] = ()
    merchants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    former_route: str = ""


CAPITALE = ("418", "581", "367")
CENTRE = ("819", "873")
MONTREAL = ("514", "438")
COURONNE = ("450",)

PLACES = (
    Place(
        "Québec",
        "R-01",
        CAPITALE,
        ("G1J", "G1K", "G1L", "G1N", "G1R"),
        (46.8205, -71.2240),
        (45, 1450),
        (
            *("rue Saint-Joseph Est", "3e Avenue", "1re Avenue", "rue Saint-Vallier Ouest", "rue Saint-Jean"),
            *("chemin de la Canardière", "boulevard Charest Est", "rue Marie-de-l'Incarnation"),
            *("avenue Cartier", "boulevard Langelier", "rue de la Couronne", "avenue du Pont-Scott"),
        ),
        {
            "EPI": (
                *("Marché du Vieux-Limoilou", "Épicerie Saint-Roch", "Alimentation Deschênes et fils"),
                *("Épicerie fine Au Bœuf et à l'Olive", "Fruiterie du Pont-Scott"),
            ),
            "DEP": (
                *("Dépanneur de la Canardière", "Dépanneur Chez Ti-Guy", "Tabagie Cartier"),
                *("Dépanneur Saint-Sauveur", "Accommodation Langelier"),
            ),
            "RES": (
                *("Bistro L'Œil-de-Bœuf", "Resto-pub La Traverse", "Pizzéria Donato"),
                *("Brasserie Le Faubourg", "Restaurant Phở Saigon Limoilou", "Crêperie La Bigoudène"),
            ),
            "BOU": (
                *("Boulangerie Le Fournil de Limoilou", "Café Maelström Saint-Roch", "Pâtisserie Chez Anaïs"),
            ),
            "RPA": ("Résidence Le Manoir Saint-Sauveur",),
            "CPE": ("CPE La Ribambelle",),
        },
    ),
    Place(
        "Québec",
        "R-02",
        CAPITALE,
        ("G1C", "G1E", "G1G", "G1H", "G2N"),
        (46.8690, -71.2350),
        (120, 5400),
        (
            *("boulevard Henri-Bourassa", "avenue Royale", "boulevard Louis-XIV", "boulevard Sainte-Anne"),
            *("76e Rue Est", "rue Seigneuriale", "boulevard des Chutes", "boulevard Cloutier"),
        ),
        {
            "EPI": ("Marché Bédard", "Alimentation Trait-Carré", "Épicerie Giffard"),
            "DEP": (
                *("Dépanneur Louis-XIV", "Dépanneur de l'Avenue Royale"),
                "Dépanneur Notre-Dame-des-Laurentides",
            ),
            "RES": ("Rôtisserie Chez Armand", "Restaurant Le Trait-Carré", "Restaurant Le Palais de Jade"),
            "BOU": ("Boulangerie Pain d'Antan",),
            "RPA": (
                "Résidence pour aînés autonomes et semi-autonomes Les Jardins du Vieux-Moulin de Beauport",
                "Villa Bon-Pasteur",
            ),
            "CPE": ("CPE Les P'tits Loups",),
        },
    ),
    Place(
        "L'Ancienne-Lorette",
        "R-02",
        CAPITALE,
        ("G2E",),
        (46.7972, -71.3517),
        (1180, 6500),
        ("rue Notre-Dame", "boulevard Wilfrid-Hamel", "rue Saint-Jean-Baptiste", "rue Saint-Jacques"),
        {
            "EPI": ("Épicerie Gauvin",),
            "DEP": ("Dépanneur Saint-Jean-Baptiste",),
            "RES": ("Resto L'Escale Lorettaine",),
            "CPE": ("CPE Le Petit Aéroport",),
        },
    ),
    Place(
        "Boischatel",
        "R-02",
        CAPITALE,
        ("G0A 1H0",),
        (46.9000, -71.1489),
        (105, 5600),
        ("avenue Royale", "boulevard Sainte-Anne", "rue Notre-Dame"),
        {
            "DEP": ("Dépanneur de la Chute",),
            "CAN": ("Cantine Chez Huguette",),
            "BOU": ("Boulangerie de la Côte-de-Beaupré",),
        },
    ),
    Place(
        "Lévis",
        "R-03",
        CAPITALE,
        ("G6V", "G6W", "G6Z", "G6X", "G7A"),
        (46.7980, -71.1800),
        (12, 2400),
        (
            *("avenue Bégin", "côte du Passage", "boulevard Guillaume-Couture", "rue Saint-Joseph"),
            *("chemin des Forts", "avenue Taniata", "rue Principale", "route Marie-Victorin"),
        ),
        {
            "EPI": ("Épicerie Chez Léa", "Marché Lambert", "Alimentation Pintendre", "Marché Saint-Romuald"),
            "DEP": ("Dépanneur du Coin", "Dépanneur de la Traverse", "Dépanneur Taniata"),
            "RES": ("Restaurant Le Passage", "Pub du Vieux-Lauzon", "Sushi Kazoku"),
            "BOU": ("Café-boulangerie Bégin",),
            "CAN": ("Casse-croûte Chez Ti-Pout",),
            "RPA": ("Résidence L'Oasis de Lévis",),
            "CPE": ("CPE L'Arc-en-Ciel de Saint-Nicolas",),
        },
    ),
    Place(
        "Montmagny",
        "R-03",
        CAPITALE,
        ("G5V",),
        (46.9804, -70.5549),
        (15, 480),
        ("rue Saint-Jean-Baptiste Est", "avenue de la Gare", "boulevard Taché Ouest", "chemin des Poirier"),
        {
            "EPI": ("Épicerie de la Pointe-aux-Oies", "Marché Coulombe"),
            "DEP": ("Dépanneur Taché",),
            "RES": ("Restaurant L'Oie des Neiges",),
            "CAN": ("Cantine du Quai",),
            "BOU": ("Boulangerie L'Épi d'Or",),
        },
        former_route="R-05",
    ),
    Place(
        "Saint-Georges",
        "R-04",
        ("418", "581"),
        ("G5Y", "G5Z"),
        (46.1197, -70.6681),
        (105, 18400),
        ("boulevard Lacroix", "1re Avenue", "118e Rue", "rang Saint-Charles", "boulevard Dionne"),
        {
            "EPI": ("Marché Rodrigue", "Alimentation Beauce-Sartigan", "Marché Poulin et frères"),
            "DEP": ("Dépanneur Lacroix", "Bar laitier et dépanneur Chez Manon"),
            "RES": ("Restaurant Le Chaudron", "Steak et frites La Beauceronne"),
            "RPA": ("Résidence Au Fil de la Chaudière",),
        },
    ),
    Place(
        "Sainte-Marie",
        "R-04",
        ("418", "581"),
        ("G6E",),
        (46.4420, -71.0217),
        (40, 1150),
        ("avenue Notre-Dame Nord", "route Cameron", "boulevard Vachon Sud", "rang Saint-Gabriel Sud"),
        {
            "EPI": ("Marché Ferland",),
            "DEP": ("Dépanneur Cameron",),
            "RES": ("Restaurant La Voûte", "Bistro de la Gare"),
            "CPE": ("CPE Les Petits Beaucerons",),
        },
    ),
    Place(
        "Thetford Mines",
        "R-04",
        ("418", "581"),
        ("G6G", "G6H"),
        (46.0936, -71.3054),
        (20, 1600),
        ("rue Notre-Dame Ouest", "boulevard Frontenac Ouest", "rue Saint-Alphonse Sud", "rue Mooney"),
        {
            "EPI": ("Épicerie Nadeau", "Marché Black Lake"),
            "DEP": ("Dépanneur Frontenac", "Dépanneur des Mines"),
            "RES": ("Restaurant Chez Ginette",),
            "CAN": ("Cantine La Bonne Patate",),
        },
    ),
    Place(
        "La Pocatière",
        "R-05",
        ("418", "581"),
        ("G0R 1Z0",),
        (47.3660, -70.0350),
        (100, 1400),
        ("4e Avenue Painchaud", "route 132 Ouest", "rue du Quai", "rang de la Montagne"),
        {
            "EPI": ("Marché Painchaud",),
            "RES": ("Restaurant Le Collégial",),
            "BOU": ("Boulangerie La Mie de la Côte",),
        },
    ),
    Place(
        "Rivière-du-Loup",
        "R-05",
        ("418", "581"),
        ("G5R",),
        (47.8303, -69.5347),
        (25, 620),
        ("rue Lafontaine", "boulevard Hôtel-de-Ville", "rue Fraser", "chemin de la Rivière"),
        {
            "EPI": ("Épicerie Lafontaine", "Marché Ouellet"),
            "DEP": ("Dépanneur Fraser",),
            "RES": ("Restaurant Aux Grands Voiliers", "Pizzéria Témis"),
            "CAN": ("Casse-croûte de la Pointe",),
            "RPA": ("Résidence Le Havre du Fleuve",),
        },
    ),
    Place(
        "Rimouski",
        "R-05",
        ("418", "581"),
        ("G5L", "G5M"),
        (48.4488, -68.5239),
        (18, 780),
        (
            *("rue Saint-Germain Ouest", "avenue de la Cathédrale", "boulevard Jessop", "2e Rue Est"),
            *("boulevard Saint-Germain", "chemin du Sommet Est"),
        ),
        {
            "EPI": ("Marché D'Anjou", "Épicerie de la Cathédrale", "Poissonnerie et marché Le Goéland"),
            "DEP": ("Dépanneur Nazareth", "Dépanneur Jessop"),
            "RES": ("Bistro L'Ardoise du Fleuve", "Restaurant La Marmite"),
            "BOU": ("Café L'Écume",),
            "CPE": ("CPE Les Moussaillons",),
        },
    ),
    Place(
        "Trois-Rivières",
        "R-06",
        CENTRE,
        ("G8T", "G8Y", "G8Z", "G9A"),
        (46.3432, -72.5430),
        (90, 6800),
        (
            *("rue Notre-Dame Centre", "boulevard des Forges", "rue Laviolette", "boulevard Thibeau"),
            *("rue Saint-Maurice", "boulevard Jean-XXIII", "rang Saint-Charles"),
        ),
        {
            "EPI": ("Marché Laviolette", "Alimentation Cap-de-la-Madeleine", "Épicerie Bellefeuille"),
            "DEP": ("Dépanneur des Forges", "Dépanneur Saint-Maurice", "Dépanneur Thibeau"),
            "RES": ("Restaurant Le Vieux Poêle", "Microbrasserie Le Draveur", "Resto Grec Mykonos"),
            "BOU": ("Boulangerie Panetier du Cap", "Café Morgane-sur-Forges"),
            "RPA": ("Résidence Les Marronniers du Saint-Maurice",),
            "CPE": ("CPE La Maisonnée",),
        },
    ),
    Place(
        "Shawinigan",
        "R-06",
        CENTRE,
        ("G9N", "G9P"),
        (46.5568, -72.7466),
        (110, 2900),
        ("avenue de la Station", "5e Rue de la Pointe", "boulevard des Hêtres", "avenue Saint-Marc"),
        {
            "EPI": ("Marché de la Station", "Épicerie Gélinas"),
            "DEP": ("Dépanneur Saint-Marc",),
            "RES": ("Brasserie La Pointe", "Restaurant Le Radisson-Vert"),
            "CAN": ("Cantine Chez Ti-Père",),
        },
    ),
    Place(
        "Drummondville",
        "R-07",
        CENTRE,
        ("J2A", "J2B", "J2C"),
        (45.8804, -72.4843),
        (55, 2300),
        (
            *("rue Lindsay", "boulevard Saint-Joseph", "rue Hériot", "boulevard Mercure", "boulevard Lemire"),
            *("chemin Hemming", "rue Saint-Pierre"),
        ),
        {
            "EPI": ("Marché Hériot", "Alimentation Saint-Nicéphore", "Fruiterie Chez Jacinthe"),
            "DEP": ("Dépanneur Mercure", "Dépanneur Chez Boisvert", "Dépanneur Lemire"),
            "RES": ("Rôtisserie Lindsay", "Restaurant Le Globe-Trotteur", "Bistro Chez Œnophile"),
            "RPA": ("Résidence Ambiance Saint-François",),
            "CPE": ("CPE Les Farfadets",),
        },
    ),
    Place(
        "Victoriaville",
        "R-07",
        CENTRE,
        ("G6P", "G6R", "G6S"),
        (46.0501, -71.9652),
        (15, 1350),
        ("rue Notre-Dame Est", "boulevard des Bois-Francs Sud", "rue de l'Aqueduc", "boulevard Jutras Est"),
        {
            "EPI": ("Marché des Bois-Francs", "Épicerie Saint-Christophe"),
            "DEP": ("Dépanneur Jutras", "Dépanneur Arthabaska"),
            "RES": ("Restaurant Le Luxor", "Casa Toscana"),
            "BOU": ("Boulangerie Lait et Levain",),
            "RPA": ("Résidence Le Royal Arthabaska",),
        },
    ),
    Place(
        "Montréal",
        "R-08",
        MONTREAL,
        ("H1V", "H1W", "H2G", "H2J", "H2R", "H2T", "H3C", "H4A", "H4C"),
        (45.5230, -73.5880),
        (210, 7200),
        (
            *("rue Sainte-Catherine Est", "avenue du Mont-Royal Est", "rue Ontario Est", "rue Beaubien Est"),
            *("boulevard Saint-Laurent", "rue Jean-Talon Est", "avenue Laurier Ouest", "rue Masson"),
            *("rue Notre-Dame Ouest", "avenue de Monkland", "rue Rachel Est", "rue Wellington"),
        ),
        {
            "EPI": (
                *("Marché Masson", "Fruiterie Papineau", "Épicerie Ramirez", "Épicerie Byblos"),
                *("Boucherie-épicerie Chez Vito", "Monkland Village Market"),
            ),
            "DEP": (
                *("Dépanneur Dandurand", "Dépanneur Wellington", "Dépanneur Singh"),
                *("Tabagie Hochelaga", "Hilltop Convenience"),
            ),
            "RES": (
                *("Restaurant Chez Marguerite", "Bistro Les Deux Pignons", "Wiseman & Sons Delicatessen"),
                *("Taverne Ontario", "Casa do Minho", "Golden Lotus Restaurant"),
            ),
            "BOU": (*("Boulangerie La Bretonne du Plateau", "Café Névé-Laurier", "O'Brien's Bakery & Café"),),
            "RPA": ("Résidence Le Square Angus", "Westbrook Manor Seniors' Residence"),
            "CPE": ("CPE Le Carrousel du Plateau",),
        },
    ),
    Place(
        "Laval",
        "R-09",
        COURONNE,
        ("H7G", "H7L", "H7N", "H7P", "H7S", "H7W"),
        (45.5850, -73.7300),
        (60, 4700),
        (
            *("boulevard des Laurentides", "boulevard Cartier Ouest", "boulevard Curé-Labelle"),
            *("boulevard Sainte-Rose", "boulevard de la Concorde Est", "boulevard Samson"),
        ),
        {
            "EPI": ("Marché Sainte-Rose", "Alimentation Vimont", "Adonia Fine Foods"),
            "DEP": ("Dépanneur Concorde", "Dépanneur Cartier"),
            "RES": ("Restaurant Le Vieux Sainte-Rose", "Souvlaki Dionysos", "Chomedey Diner"),
            "CPE": ("CPE Le Jardin des Trouvailles",),
        },
    ),
    Place(
        "Terrebonne",
        "R-09",
        COURONNE,
        ("J6V", "J6W", "J6X"),
        (45.7000, -73.6400),
        (85, 3300),
        ("rue Saint-Pierre", "boulevard des Seigneurs", "chemin Gascon", "montée Masson"),
        {
            "EPI": ("Marché du Vieux-Terrebonne",),
            "DEP": ("Dépanneur Gascon",),
            "RES": ("Restaurant L'Étang des Moulins", "Bar à pâtes Chez Lina"),
            "RPA": ("Résidence Les Seigneuries",),
        },
    ),
    Place(
        "Saint-Jérôme",
        "R-09",
        COURONNE,
        ("J5L", "J7Y", "J7Z"),
        (45.7804, -74.0036),
        (70, 2100),
        ("rue Saint-Georges", "boulevard Monseigneur-Dubois", "rue Labelle", "rue De Martigny Ouest"),
        {
            "EPI": ("Marché Labelle", "Épicerie Bellefontaine"),
            "DEP": ("Dépanneur De Martigny",),
            "RES": ("Resto-bar Le P'tit Train",),
            "CAN": ("Casse-croûte Chez Rolland",),
            "BOU": ("Boulangerie Le Pain dans l'Âme",),
        },
    ),
    Place(
        "Longueuil",
        "R-10",
        COURONNE,
        ("J3Y", "J4H", "J4J", "J4K", "J4L"),
        (45.5312, -73.5181),
        (35, 3900),
        (
            *("rue Saint-Charles Ouest", "chemin de Chambly", "boulevard Roland-Therrien"),
            *("boulevard Taschereau", "rue Saint-Laurent Ouest", "montée Saint-Hubert"),
        ),
        {
            "EPI": ("Marché Saint-Charles", "Fruiterie du Vieux-Longueuil", "Greenfield Fine Foods"),
            "DEP": ("Dépanneur Chambly", "Dépanneur Chez Nguyen", "Dépanneur Saint-Hubert"),
            "RES": ("Restaurant L'Incrédule", "Brochetterie La Jarre"),
            "RPA": ("Résidence Les Fleurs de Lys",),
        },
    ),
    Place(
        "Saint-Hyacinthe",
        "R-10",
        COURONNE,
        ("J2S", "J2T", "J2R"),
        (45.6307, -72.9569),
        (125, 5800),
        ("rue des Cascades", "boulevard Laframboise", "rue Girouard Ouest", "Grand Rang"),
        {
            "EPI": ("Marché-Centre Girouard", "Épicerie des Cascades"),
            "DEP": ("Dépanneur Laframboise",),
            "RES": ("Restaurant Le Maskoutain",),
            "BOU": ("Boulangerie La Vieille Meule",),
            "CPE": ("CPE Les Petites Cascades",),
        },
    ),
    Place(
        "Granby",
        "R-10",
        COURONNE,
        ("J2G", "J2H", "J2J"),
        (45.4001, -72.7329),
        (48, 1500),
        ("rue Principale", "boulevard Pierre-Laporte", "rue Saint-Jacques", "chemin Denison Est"),
        {
            "EPI": ("Marché Bousquet",),
            "DEP": ("Dépanneur Boivin",),
            "RES": ("Brasserie Le Lac", "Restaurant Le Mouton Noir"),
            "CAN": ("Cantine du Zouave",),
        },
    ),
    Place(
        "Sherbrooke",
        "R-11",
        CENTRE,
        ("J1E", "J1G", "J1H", "J1L", "J1M"),
        (45.4010, -71.8890),
        (30, 4300),
        (
            *("rue King Ouest", "rue Wellington Nord", "rue Galt Ouest", "rue Belvédère Sud"),
            *("rue Queen", "boulevard de Portland", "chemin Duplessis"),
        ),
        {
            "EPI": ("Marché Belvédère", "Alimentation Fleurimont", "Lennoxville General Store"),
            "DEP": ("Dépanneur Galt", "Dépanneur Chez Rosaire", "Dépanneur King-Jacques"),
            "RES": ("Restaurant Chez Léonie", "The Pickled Onion Pub", "Pizzéria Portland"),
            "BOU": ("Café Wellington-sur-Lac", "Boulangerie Le Levain d'Ascot"),
            "RPA": ("Résidence Les Terrasses Bowen",),
            "CPE": ("CPE Les Petites Mains de Sherbrooke",),
        },
    ),
    Place(
        "Magog",
        "R-11",
        CENTRE,
        ("J1X",),
        (45.2668, -72.1480),
        (22, 2600),
        ("rue Principale Ouest", "rue Sherbrooke", "chemin de la Rivière-aux-Cerises", "rue Merry Nord"),
        {
            "EPI": ("Marché Merry", "Memphremagog Fine Grocer"),
            "RES": ("Bistro du Quai MacPherson",),
            "CAN": ("Casse-croûte de la Pointe-Merry",),
            "BOU": ("Owl's Nest Bakery",),
        },
    ),
    Place(
        "Saguenay",
        "R-12",
        ("418", "581", "367"),
        ("G7B", "G7H", "G7J", "G7S", "G7X"),
        (48.4284, -71.0650),
        (130, 3700),
        (
            *("rue Racine Est", "boulevard Talbot", "rue Saint-Dominique", "boulevard Saint-Paul"),
            *("boulevard de la Grande-Baie Sud", "rue Sainte-Famille", "rang Saint-Joseph"),
        ),
        {
            "EPI": ("Marché Racine", "Alimentation Kénogami", "Épicerie Chez Tremblay et filles"),
            "DEP": ("Dépanneur Talbot", "Dépanneur du Cran", "Dépanneur Saint-Dominique"),
            "RES": ("Restaurant La Cuisine de Simone", "Brasserie de la Baie", "Le Bleuet Gourmand"),
            "BOU": ("Boulangerie La Miche d'Arvida",),
            "RPA": ("Résidence Le Manoir du Fjord",),
            "CPE": ("CPE Les Bleuets Sauvages",),
        },
    ),
    Place(
        "Alma",
        "R-12",
        ("418", "581"),
        ("G8B", "G8C"),
        (48.5500, -71.6500),
        (45, 1250),
        ("rue Collard Ouest", "avenue du Pont Nord", "chemin du Pont-Taché Nord", "rang Melançon Ouest"),
        {
            "EPI": ("Marché Collard", "Épicerie Isle-Maligne"),
            "DEP": ("Dépanneur Pont-Taché",),
            "RES": ("Restaurant Mario et Line",),
            "CAN": ("Cantine de la Dam-en-Terre",),
        },
    ),
    Place(
        "Baie-Saint-Paul",
        "",
        ("418",),
        ("G3Z",),
        (47.4420, -70.4987),
        (12, 1050),
        ("rue Saint-Jean-Baptiste", "boulevard Monseigneur-De Laval", "rang Saint-Antoine Sud"),
        {
            "EPI": ("Épicerie de la Baie",),
            "RES": ("Auberge Les Éboulis",),
            "BOU": ("Boulangerie Le Four de Charlevoix",),
        },
    ),
    Place(
        "",
        "",
        ("418", "581"),
        merchants={"CAN": ("Camion de rue La Poutine Vagabonde", "Camion-cuisine L'Affamé")},
    ),
)
