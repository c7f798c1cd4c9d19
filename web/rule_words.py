"""What each of the firm's rules is called, what one counts in, and what it changes: a label, a unit and a sentence."""

from dataclasses import dataclass

from api.views import said


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The words of one rule, by the name its form gives it."""

    name: str
    label: str
    unit: str
    help: str


_MINUTES, _HOURS, _DAYS, _WEEKS = said("minutes"), said("heures"), said("jours"), said("semaines")
_SECONDS, _EUROS, _EUROS_AN_HOUR = said("secondes"), said("euros"), said("euros par heure")

RULES: tuple[tuple[str, tuple[RuleWords, ...]], ...] = (
    (
        said("Rendez-vous pris en ligne"),
        (
            RuleWords(
                "hold",
                said("Créneau gardé"),
                _MINUTES,
                said("Combien de temps un créneau reste au client qui remplit ses coordonnées."),
            ),
            RuleWords(
                "arrival_chance",
                said("Arrivées dans la plage annoncée"),
                said("sur cent"),
                said("Le jour venu, la plage promise se resserre à ce qui est tenu aussi souvent, quand on le sait."),
            ),
        ),
    ),
    (
        said("Propositions"),
        (
            RuleWords(
                "freeze",
                said("Ne plus toucher"),
                _MINUTES,
                said("Un passage qui commence dans ce délai ne change plus par une proposition."),
            ),
            RuleWords(
                "accepts_itself",
                said("Accepter de soi-même au-delà de"),
                _HOURS,
                said(
                    "Ce que la nuit ou un imprévu améliore est accepté pour les passages plus lointains ; 0 : jamais."
                ),
            ),
        ),
    ),
    (
        said("Entretiens sous contrat"),
        (
            RuleWords(
                "invitations-ahead",
                said("Prévoir les visites"),
                _WEEKS,
                said("Combien de temps avant leur date les visites apparaissent sous Entretiens."),
            ),
            RuleWords(
                "invitations-patience",
                said("Attendre une réponse"),
                _DAYS,
                said("Après ce délai part un seul rappel ; après le même délai encore, la visite est à appeler."),
            ),
            RuleWords(
                "invitations-again",
                said("Ne pas réinviter avant"),
                _DAYS,
                said("Le temps le plus court entre deux invitations à la même visite."),
            ),
        ),
    ),
    (
        said("Données personnelles"),
        (
            RuleWords(
                "retention-contact",
                said("Client sans nouvelles"),
                _DAYS,
                said("Sans contrat en cours ni contact depuis ce temps, il est effacé la nuit (CNIL : trois ans)."),
            ),
            RuleWords(
                "retention-calls",
                said("Détail des appels"),
                _DAYS,
                said("Après ce délai un appel ne dit plus qui a appelé ; il compte encore pour les prévisions."),
            ),
            RuleWords(
                "retention-messages",
                said("Messages envoyés"),
                _DAYS,
                said("Combien de temps le texte d’un message reste à relire."),
            ),
            RuleWords(
                "retention-imports",
                said("Restes d’un import"),
                _DAYS,
                said("Combien de temps un fichier en attente et ses lignes refusées sont gardés."),
            ),
            RuleWords(
                "retention-decided",
                said("Propositions décidées"),
                _DAYS,
                said("Combien de temps une proposition acceptée ou refusée reste connue."),
            ),
        ),
    ),
    (
        said("Temps de travail"),
        (
            RuleWords(
                "limits-day",
                said("Journée la plus longue"),
                _HOURS,
                said("Travail et route, sans le déjeuner ; dix heures selon la loi, plus par accord."),
            ),
            RuleWords(
                "limits-rest",
                said("Repos entre deux journées"),
                _HOURS,
                said("Onze heures selon la loi ; un accord peut descendre jusqu’à neuf."),
            ),
            RuleWords(
                "limits-stretch",
                said("Travail sans pause"),
                _HOURS,
                said("Au-delà, il faut une pause."),
            ),
            RuleWords(
                "limits-break_length",
                said("Durée de cette pause"),
                _MINUTES,
                said("Vingt minutes au moins selon la loi ; le déjeuner en tient lieu."),
            ),
            RuleWords(
                "overtime",
                said("Dépassement permis"),
                _MINUTES,
                said("De combien une tournée peut finir après la fin de la journée du technicien."),
            ),
        ),
    ),
    (
        said("Ce que coûte le temps"),
        (
            RuleWords(
                "prices-travel",
                said("Une heure de route"),
                _EUROS_AN_HOUR,
                said("Le technicien et le véhicule : plus c’est cher, plus les tournées se resserrent."),
            ),
            RuleWords(
                "prices-waiting",
                said("Une heure d’attente"),
                _EUROS_AN_HOUR,
                said("Le temps perdu entre deux visites."),
            ),
            RuleWords(
                "prices-overtime",
                said("Une heure supplémentaire"),
                _EUROS_AN_HOUR,
                said("Ajoutée à ce que coûte le travail lui-même."),
            ),
            RuleWords(
                "prices-reserve",
                said("Une heure prise sur la réserve"),
                _EUROS_AN_HOUR,
                said("Ce qu’il en coûte à un créneau ordinaire d’approcher du temps gardé pour les urgences."),
            ),
            RuleWords(
                "prices-refused",
                said("Une heure d’urgence refusée"),
                _EUROS_AN_HOUR,
                said("Ce que l’on perd quand une urgence ne trouve pas de place ; la réserve prévue en dépend."),
            ),
            RuleWords(
                "prices-idle",
                said("Une heure gardée pour rien"),
                _EUROS_AN_HOUR,
                said("Ce que vaut une heure de réserve que personne n’a prise ; la réserve prévue en dépend."),
            ),
            RuleWords(
                "prices-preference",
                said("Envoyer quelqu’un hors de ses secteurs"),
                _EUROS,
                said("Ce que l’on est prêt à payer en route pour que chacun reste dans ses secteurs préférés."),
            ),
            RuleWords(
                "prices-unserved",
                said("Une visite que personne ne fait"),
                _EUROS,
                said("Assez pour que ce ne soit jamais la solution, sauf si rien d’autre ne tient."),
            ),
        ),
    ),
    (
        said("Temps de route"),
        (
            RuleWords(
                "travel-base_seconds",
                said("Chaque trajet commence par"),
                _SECONDS,
                said("Se garer, décharger, repartir."),
            ),
            RuleWords(
                "travel-seconds_per_km",
                said("Chaque kilomètre à vol d’oiseau prend"),
                _SECONDS,
                said("Quatre-vingt-six en vallée alpine ; moins en plaine, plus en ville."),
            ),
        ),
    ),
)
"""Every rule, in the groups and the order in which they are shown."""
