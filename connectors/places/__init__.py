"""Places are found by what people write of an address, to the precision that is to be had."""

from connectors.places.address_file import AddressFile, build_address_file
from connectors.places.communes import CommuneTable
from connectors.places.finding import WithFallback, place_finder
from connectors.places.national import NationalAddressBase
from connectors.places.place import FoundPlace, PlaceFinder, Precision

__all__ = [
    "AddressFile",
    "CommuneTable",
    "FoundPlace",
    "NationalAddressBase",
    "PlaceFinder",
    "Precision",
    "WithFallback",
    "build_address_file",
    "place_finder",
]
