"""What can go wrong with a forecast, and what to say then.

ForecastError
├── UnreadableSeries         the file holds no series of counts
│   ├── NotATable            no table can be read from it
│   ├── NoTimeColumn         no column tells when
│   ├── NoCountColumn        no column tells how many
│   ├── ColumnUnknown        a column was named that is not there
│   ├── TimeUnreadable       one line does not tell when
│   ├── CountUnreadable      one line does not tell how many
│   ├── TimeTwice            the same time stands on two lines
│   ├── StepIrregular        times follow each other without a common step
│   ├── KnownColumnGap       a column said to be known in advance is not known everywhere
│   ├── NoYesNoColumn        no column tells who left
│   ├── LeftUnclear          more than one column may tell who left
│   ├── NotYesNo             one line does not tell whether the customer left
│   └── NothingTellsApart    nothing but who left stands in the file
├── NegativeCount            nothing happens less than zero times
├── SeriesTooShort           too little has been seen to say anything
├── HorizonOutOfRange        forecasts reach one step ahead or more, and not for ever
├── NothingOpen              there is no hour at which anything was ever counted
├── FeatureUnknownAhead      what is said to be known in advance is not known for the whole horizon
├── DistributionRefused      these numbers are no distribution of a count
├── DurationRefused          nothing takes no time
├── LeadRefused              nothing is wished for after it took place
├── RiskUnknown              no visit was ever seen that could tell of it
├── ProbabilityRefused       a probability that is none
├── ReserveRefused           costs, lengths or shares from which no reserve follows
├── ChurnRefused             nobody can say who may leave
│   ├── ContractRefused      a contract that says what cannot be
│   ├── TooFewToJudge        too few left, or stayed, for anybody to say how well that is told
│   └── TooEarlyToCheck      notices have been written down for less than two years
└── StaffingRefused          nobody can say how many people that takes
    ├── PhoneLineRefused     a line on which no call could be answered as promised
    ├── TrafficRefused       calls or people that cannot be counted
    ├── QuantilesRefused     quantiles that are those of no count
    └── ChanceRefused        a chance that is none
"""


class ForecastError(Exception):
    """Cette prévision ne peut pas être faite."""

    def __init__(self, detail: str = "", **values: object) -> None:
        """`detail` says more than the situation's own sentence; `{name}` in it stands for the value of that name."""
        super().__init__(*filter(None, [detail]))
        self.values = values

    def __str__(self) -> str:
        """Answer the detail given, or the situation's own sentence."""
        sentence = super().__str__() or (self.__doc__ or type(self).__name__).strip().splitlines()[0]
        return sentence.format_map(self.values) if self.values else sentence


class UnreadableSeries(ForecastError):
    """Ce fichier ne contient pas de série lisible."""


class NotATable(UnreadableSeries):
    """Ce fichier n’est pas un tableau CSV d’au moins deux colonnes et deux lignes."""


class NoTimeColumn(UnreadableSeries):
    """Aucune colonne ne contient des dates ou des heures ; colonnes lues : {columns}."""


class NoCountColumn(UnreadableSeries):
    """Aucune colonne ne contient des nombres à prévoir ; colonnes lues : {columns}."""


class ColumnUnknown(UnreadableSeries):
    """Aucune colonne ne s’appelle « {column} » ; colonnes lues : {columns}."""


class TimeUnreadable(UnreadableSeries):
    """Ligne {line} : « {value} » n’est ni une date ni une heure."""


class CountUnreadable(UnreadableSeries):
    """Ligne {line} : « {value} » n’est pas un nombre."""


class TimeTwice(UnreadableSeries):
    """Ligne {line} : {time} figure deux fois ; une série n’a qu’un nombre par instant."""


class StepIrregular(UnreadableSeries):
    """Le pas entre les instants n’est pas régulier : {time} ne suit pas le pas de {step}."""


class KnownColumnGap(UnreadableSeries):
    """La colonne « {column} », connue d’avance, n’a pas de nombre ligne {line}."""


class NoYesNoColumn(UnreadableSeries):
    """Aucune colonne ne dit par oui ou non qui est parti ; colonnes lues : {columns}."""


class LeftUnclear(UnreadableSeries):
    """Plusieurs colonnes pourraient dire qui est parti : {columns}. Nommez la bonne."""


class NotYesNo(UnreadableSeries):
    """Ligne {line} : « {value} » ne dit pas par oui ou non, dans « {column} », si ce client est parti."""


class NothingTellsApart(UnreadableSeries):
    """À part « {column} », aucune colonne ne distingue un client d’un autre."""


class NegativeCount(ForecastError):
    """Un nombre d’appels ne peut pas être négatif : {value} le {time}."""


class SeriesTooShort(ForecastError):
    """La série est trop courte : {found} valeurs, il en faut au moins {needed}."""


class HorizonOutOfRange(ForecastError):
    """L’horizon doit être compris entre 1 et {longest} pas ; {horizon} a été demandé."""


class NothingOpen(ForecastError):
    """La série ne contient aucune valeur connue : rien à prévoir."""


class FeatureUnknownAhead(ForecastError):
    """La colonne « {column} » doit être connue pour les {horizon} pas à prévoir."""


class DistributionRefused(ForecastError):
    """Ces nombres ne décrivent pas la distribution d’un compte."""


class DurationRefused(ForecastError):
    """Une visite est prévue pour plus de zéro seconde et en dure plus de zéro : {planned} et {seconds} ont été lus."""


class RiskUnknown(ForecastError):
    """Aucune visite passée ne renseigne sur ce risque."""


class LeadRefused(ForecastError):
    """Le délai entre la demande et la visite est d’au moins zéro jour ; {lead} a été lu."""


class ProbabilityRefused(ForecastError):
    """Une probabilité est entre 0 et 1 ; {probability} a été demandé."""


class ReserveRefused(ForecastError):
    """Les coûts et les durées sont au-dessus de zéro, une part va de 0 à 1."""


class ChurnRefused(ForecastError):
    """Le risque de départ ne peut pas être calculé."""


class ContractRefused(ChurnRefused):
    """Contrat {id} : un prix est positif, un nombre de visites aussi, et personne ne part avant d’être arrivé."""


class TooFewToJudge(ChurnRefused):
    """Il faut au moins {needed} départs et autant de clients restés pour juger ; {leavers} sur {rows} ont été lus."""


class TooEarlyToCheck(ChurnRefused):
    """Il faut deux ans de départs notés, dont un où quelqu’un est parti, pour juger ; ils le sont depuis le {since}."""


class StaffingRefused(ForecastError):
    """Ces effectifs ne peuvent pas être calculés."""


class PhoneLineRefused(StaffingRefused):
    """Un appel dure plus de zéro seconde, chacun patiente un jour au plus ou sans fin, une part va de 0 à 1."""


class TrafficRefused(StaffingRefused):
    """Appels et personnes se comptent à partir de zéro, aucun ne manque, et cent mille personnes y suffisent."""


class QuantilesRefused(StaffingRefused):
    """Les niveaux croissent entre 0 et 1 ; les comptes qui vont avec partent de zéro et ne baissent jamais."""


class ChanceRefused(StaffingRefused):
    """Une probabilité est entre 0 et 1 ; {chance} a été demandé."""
