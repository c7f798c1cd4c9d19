"""What each of the firm's rules is called, what one counts in, and what it changes: a label, a unit and a sentence."""

from dataclasses import dataclass

from web.languages import sentence


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words of one rule, by the name its form gives it."""

    name: str
    label: str
    unit: str
    help: str


_MINUTES, _HOURS, _DAYS, _WEEKS = sentence("minutes"), sentence("heures"), sentence("jours"), sentence("semaines")
_SECONDS, _EUROS, _EUROS_AN_HOUR = sentence("secondes"), sentence("euros"), sentence("euros par heure")

RULES: tuple[tuple[str, tuple[RuleWords, ...]], ...] = (
    (
        sentence("Rendez-vous pris en ligne"),
        (
            RuleWords(
                "hold",
                sentence("Créneau gardé"),
                _MINUTES,
                sentence("Combien de temps un créneau reste au client qui remplit ses coordonnées."),
            ),
        ),
    ),
    (
        sentence("Propositions"),
        (
            RuleWords(
                "freeze",
                sentence("Ne plus toucher"),
                _MINUTES,
                sentence("Un passage qui commence dans ce délai ne change plus par une proposition."),
            ),
            RuleWords(
                "accepts_itself",
                sentence("Accepter de soi-même au-delà de"),
                _HOURS,
                sentence(
                    "Ce que la nuit ou un imprévu améliore est accepté pour les passages plus lointains ; 0 : jamais."
                ),
            ),
        ),
    ),
    (
        sentence("Entretiens sous contrat"),
        (
            RuleWords(
                "invitations-ahead",
                sentence("Prévoir les visites"),
                _WEEKS,
                sentence("Combien de temps avant leur date les visites apparaissent sous Entretiens."),
            ),
            RuleWords(
                "invitations-patience",
                sentence("Attendre une réponse"),
                _DAYS,
                sentence("Après ce délai part un seul rappel ; après le même délai encore, la visite est à appeler."),
            ),
            RuleWords(
                "invitations-again",
                sentence("Ne pas réinviter avant"),
                _DAYS,
                sentence("Le temps le plus court entre deux invitations à la même visite."),
            ),
        ),
    ),
    (
        sentence("Temps de travail"),
        (
            RuleWords(
                "limits-day",
                sentence("Journée la plus longue"),
                _HOURS,
                sentence("Travail et route, sans le déjeuner ; dix heures selon la loi, plus par accord."),
            ),
            RuleWords(
                "limits-rest",
                sentence("Repos entre deux journées"),
                _HOURS,
                sentence("Onze heures selon la loi ; un accord peut descendre jusqu’à neuf."),
            ),
            RuleWords(
                "limits-stretch",
                sentence("Travail sans pause"),
                _HOURS,
                sentence("Au-delà, il faut une pause."),
            ),
            RuleWords(
                "limits-break_length",
                sentence("Durée de cette pause"),
                _MINUTES,
                sentence("Vingt minutes au moins selon la loi ; le déjeuner en tient lieu."),
            ),
            RuleWords(
                "overtime",
                sentence("Dépassement permis"),
                _MINUTES,
                sentence("De combien une tournée peut finir après la fin de la journée du technicien."),
            ),
        ),
    ),
    (
        sentence("Ce que coûte le temps"),
        (
            RuleWords(
                "prices-travel",
                sentence("Une heure de route"),
                _EUROS_AN_HOUR,
                sentence("Le technicien et le véhicule : plus c’est cher, plus les tournées se resserrent."),
            ),
            RuleWords(
                "prices-waiting",
                sentence("Une heure d’attente"),
                _EUROS_AN_HOUR,
                sentence("Le temps perdu entre deux visites."),
            ),
            RuleWords(
                "prices-overtime",
                sentence("Une heure supplémentaire"),
                _EUROS_AN_HOUR,
                sentence("Ajoutée à ce que coûte le travail lui-même."),
            ),
            RuleWords(
                "prices-reserve",
                sentence("Une heure prise sur la réserve"),
                _EUROS_AN_HOUR,
                sentence("Ce qu’il en coûte à un créneau ordinaire d’entamer le temps gardé pour les urgences."),
            ),
            RuleWords(
                "prices-preference",
                sentence("Envoyer quelqu’un hors de ses secteurs"),
                _EUROS,
                sentence("Ce que l’on est prêt à payer en route pour que chacun reste dans ses secteurs préférés."),
            ),
            RuleWords(
                "prices-unserved",
                sentence("Une visite que personne ne fait"),
                _EUROS,
                sentence("Assez pour que ce ne soit jamais la solution, sauf si rien d’autre ne tient."),
            ),
        ),
    ),
    (
        sentence("Temps de route"),
        (
            RuleWords(
                "travel-base_seconds",
                sentence("Chaque trajet commence par"),
                _SECONDS,
                sentence("Se garer, décharger, repartir."),
            ),
            RuleWords(
                "travel-seconds_per_km",
                sentence("Chaque kilomètre à vol d’oiseau prend"),
                _SECONDS,
                sentence("Quatre-vingt-six en vallée alpine ; moins en plaine, plus en ville."),
            ),
        ),
    ),
)
"""Every rule, in the groups and the order in which they are shown."""
