"""The bad network does to each connection what its seed says, and an answer that comes through comes through whole."""

from contextlib import closing
from urllib.parse import urlsplit

import httpx

from benchmarks.race.proxy import CUTS, bad_network
from tests.support.http_server import Told, answering, serving

REQUESTS = 40
BODY = {"word": "créneau" * 20}


def asked_often(cut):
    """What customers and the server behind a network that cuts so much each know afterwards."""
    reached, answered = [], []

    def answer(asked):
        reached.append(asked)
        return Told(200, BODY)

    with serving(answering(answer)) as address, bad_network(urlsplit(address).port or 0, 1, cut) as network:
        limits = httpx.Limits(max_keepalive_connections=0)
        with closing(httpx.Client(base_url=network.address, limits=limits)) as customer:
            for _ in range(REQUESTS):
                try:
                    answered.append(customer.post("/", json={}).json())
                except httpx.TransportError:
                    answered.append(None)
    return network.fates, reached, answered


def test_cut_connections_give_no_answer_and_some_of_them_an_effect():
    """That is what makes ghosts: the server has done what the customer was not told of."""
    fates, reached, answered = asked_often(0.5)
    cut = sum(fates[fate] for fate in CUTS)
    assert (cut, REQUESTS - cut) == (answered.count(None), answered.count(BODY))
    assert len(reached) == REQUESTS - fates["before"]
    assert fates["after"] + fates["halfway"] > 0


def test_the_same_seed_has_the_same_fates():
    """Whoever finds something can look at it again."""
    assert asked_often(0.35)[0] == asked_often(0.35)[0]
