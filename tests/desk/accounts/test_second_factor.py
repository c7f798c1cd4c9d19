"""A second factor: a password alone opens nothing, a code serves once, a lost telephone shuts nobody out."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desk.accounts import (
    Browser,
    Credentials,
    Demand,
    FirstCode,
    PendingSignIn,
    Proof,
    Role,
    SecondFactor,
    Session,
    SignInRules,
    choose_password,
    enrol,
    enrol_on_the_way,
    forget_half_sign_ins,
    give_up,
    half_signed_in,
    make_link,
    open_session,
    propose,
    proposed_again,
    prove_code,
    reset_factor,
    save_sign_in_rules,
    sign_in,
    signed_in,
)
from desk.accounts.links import Purpose
from desk.accounts.one_time_codes import matching_step
from desk.accounts.people import Account
from desk.errors import (
    CodeRefused,
    SealBroken,
    SecondFactorDemanded,
    SecondFactorMissing,
    SessionOver,
    SignInOver,
    SignInRefused,
    TooManyAttempts,
)
from desk.identifiers import AccountId
from desk.sealing import Seal
from tests.desk.accounts.conftest import PASSWORD
from tests.support.telephone import shown

SEAL = Seal("a secret of this server")
HERE = Browser("198.51.100.7", "Firefox", word="a random word")
ELSEWHERE = replace(HERE, word="another word")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Hash at once: the slowness is tested with passwords."""
    monkeypatch.setattr("desk.accounts.second_factor.hash_password", _hashed)
    monkeypatch.setattr("desk.accounts.second_factor.verify_password", lambda kept, code: kept == _hashed(code))
    monkeypatch.setattr("desk.accounts.signing_in.verify_password", lambda _, given: given == PASSWORD)


def _hashed(code):
    return f"hash of {code[::-1]}"


@pytest.fixture
def firm(desk):
    """The firm."""
    return desk.transactions.firms()[0]


@pytest.fixture
def telephone(desk, claire, firm):
    """The address Claire's telephone has learnt; her second factor is made."""
    return made(desk, claire, firm)[0]


def made(desk, account, firm, password=PASSWORD, token=""):
    """Make a second factor: the telephone's address, and what was made."""
    offered = propose(SEAL, firm, account)
    sent = FirstCode(offered.ticket, shown(offered.uri, desk.now))
    done = enrol(desk.transactions, SEAL, desk.firm_id, account.id, Proof(password, token), sent)
    desk.wait(seconds=30)
    return offered.uri, done


def enter(desk, browser=HERE):
    """Type address and password."""
    return sign_in(desk.transactions, desk.firm_id, Credentials("claire@duret.invalid", PASSWORD, browser))


def prove(desk, code, browser=HERE):
    """Type a code."""
    return prove_code(desk.transactions, SEAL, desk.firm_id, browser, code)


@pytest.mark.parametrize(
    "seconds, code",
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(seconds, code):
    """RFC 6238, appendix B, by its last six digits."""
    now = datetime.fromtimestamp(seconds, UTC)
    assert seconds // 30 == matching_step(b"12345678901234567890", code, now, -1)


def test_a_password_alone_opens_nothing(desk, claire, telephone):
    """Not before the code; then the session is a fresh one."""
    assert (claire, "") == enter(desk)
    assert [] == desk.all(Session)
    account, token = prove(desk, shown(telephone, desk.now))
    assert (claire, claire) == (account, desk.do(signed_in, token)[1])
    assert ["Firefox"] == [session.device for session in desk.all(Session)]
    assert [] == desk.all(PendingSignIn)


def test_a_code_is_read_as_people_type_it(desk, telephone):
    """In two groups."""
    enter(desk)
    code = shown(telephone, desk.now)
    assert prove(desk, f" {code[:3]} {code[3:]}")[1]


def test_a_code_serves_once(desk, telephone):
    """Whoever looked over a shoulder comes too late, in the same half minute and in the next."""
    enter(desk)
    code = shown(telephone, desk.now)
    prove(desk, code)
    enter(desk)
    with pytest.raises(CodeRefused):
        prove(desk, code)
    desk.wait(seconds=30)
    with pytest.raises(CodeRefused):
        prove(desk, code)
    assert prove(desk, shown(telephone, desk.now))[1]


def test_two_who_send_one_code_at_the_same_moment_are_one_too_many(desk, telephone, monkeypatch):
    """The second finds that it was taken meanwhile."""
    enter(desk)
    enter(desk, ELSEWHERE)
    code, real = shown(telephone, desk.now), prove_code.__globals__["after_code"]

    def overtaken(*given):
        monkeypatch.setitem(prove_code.__globals__, "after_code", real)
        prove(desk, code, ELSEWHERE)
        return real(*given)

    monkeypatch.setitem(prove_code.__globals__, "after_code", overtaken)
    with pytest.raises(CodeRefused):
        prove(desk, code)
    assert 1 == len(desk.all(Session))


@pytest.mark.parametrize("seconds, right", [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_telephone_may_be_half_a_minute_off(desk, telephone, seconds, right):
    """No more: an old code is a stolen one, a code to come is a guess."""
    desk.wait(minutes=5)
    enter(desk)
    other = Browser(word="clock")
    code = shown(telephone, datetime.fromtimestamp(desk.now.timestamp() + seconds, UTC))
    enter(desk, other)
    if right:
        assert prove(desk, code, other)[1]
    else:
        with pytest.raises(CodeRefused):
            prove(desk, code, other)


def test_half_a_sign_in_is_worth_nothing_in_another_browser_or_later(desk, telephone):
    """The code alone opens nothing."""
    enter(desk)
    with pytest.raises(SignInOver):
        prove(desk, shown(telephone, desk.now), ELSEWHERE)
    desk.wait(minutes=10)
    with pytest.raises(SignInOver):
        prove(desk, shown(telephone, desk.now))
    assert 1 == desk.do(forget_half_sign_ins)
    assert [] == desk.all(PendingSignIn)


def test_half_a_sign_in_that_is_not_old_is_kept(desk, telephone):
    """Somebody looks for the telephone."""
    enter(desk)
    desk.wait(minutes=9)
    assert 0 == desk.do(forget_half_sign_ins)
    assert prove(desk, shown(telephone, desk.now))[1]


def test_a_browser_that_could_not_send_the_code_is_refused(desk, telephone):
    """Half a sign-in that belongs to no browser would belong to all."""
    with pytest.raises(SignInRefused):
        enter(desk, replace(HERE, word=""))


def test_half_a_sign_in_ends_with_the_password_it_was_begun_with(desk, claire, telephone):
    """A link by mail replaces the password: what the old one began is over, and the new one needs a code too."""
    enter(desk)
    link = desk.do(make_link, claire.id, Purpose.RESET)[1]
    assert "" == choose_password(desk.transactions, desk.firm_id, link, "lampe girouette sapin moteur", ELSEWHERE)[1]
    with pytest.raises(SignInOver):
        prove(desk, shown(telephone, desk.now))
    assert prove(desk, shown(telephone, desk.now), ELSEWHERE)[1]


def test_who_has_left_does_not_finish(desk, claire, telephone):
    """Deactivated between password and code."""
    enter(desk)
    desk.keep(replace(claire, active=False))
    with pytest.raises(SignInOver):
        prove(desk, shown(telephone, desk.now))


def test_guessing_codes_has_to_wait_even_with_the_right_one(desk, telephone):
    """Password and codes share one count, so that neither helps the other to more tries."""
    enter(desk)
    for code in ("000000", "12345", "", "000000000000"):
        with pytest.raises(CodeRefused):
            prove(desk, code)
    with pytest.raises(TooManyAttempts):
        prove(desk, shown(telephone, desk.now))
    with pytest.raises(TooManyAttempts):
        enter(desk)


def test_the_right_password_forgives_no_code(desk, telephone):
    """Else whoever knows it could guess for ever."""
    for _ in range(2):
        enter(desk)
        with pytest.raises(CodeRefused):
            prove(desk, "000000")
    enter(desk)
    with pytest.raises(TooManyAttempts):
        prove(desk, shown(telephone, desk.now))


def test_a_recovery_code_serves_once_in_place_of_the_telephone(desk, claire, firm):
    """Ten were shown, nine are left; a secret that cannot be opened any more does not matter to them."""
    _, done = made(desk, claire, firm)
    assert 10 == len(set(done.recovery_codes))
    assert all(code not in repr(desk.all(SecondFactor)) for code in done.recovery_codes)
    code = done.recovery_codes[3]
    enter(desk)
    typed = f"{code[:4]} {code[4:8]} {code[8:]}"
    assert prove_code(desk.transactions, Seal("another secret"), desk.firm_id, HERE, typed)[1]
    assert 9 == len(desk.all(SecondFactor)[0].recovery_hashes)
    enter(desk)
    with pytest.raises(CodeRefused):
        prove(desk, code)


def test_a_stolen_record_shows_no_code(desk, claire, telephone):
    """The secret is sealed for this person of this firm, and what is offered is sealed for something else."""
    (factor,) = desk.all(SecondFactor)
    assert telephone.partition("secret=")[2][:32] not in repr(factor)
    enter(desk)
    desk.keep(replace(factor, secret=SEAL.close(desk.firm_id, f"enrolment/{claire.id}", b"x" * 20)))
    with pytest.raises(SealBroken):
        prove(desk, shown(telephone, desk.now))


def test_a_second_factor_needs_the_password_and_a_first_code(desk, claire, firm):
    """A screen left unlocked is not enough, and a telephone that learnt nothing shuts nobody out."""
    offered = propose(SEAL, firm, claire)
    assert offered == proposed_again(SEAL, firm, claire, offered.ticket)
    right = shown(offered.uri, desk.now)
    for password, ticket, code, refusal in (
        ("mauvais", offered.ticket, right, SignInRefused),
        (PASSWORD, offered.ticket, "000000", CodeRefused),
        (PASSWORD, propose(SEAL, firm, replace(claire, id="autre")).ticket, right, SealBroken),
        (PASSWORD, "n'importe quoi", right, SealBroken),
    ):
        sent = FirstCode(ticket, code)
        with pytest.raises(refusal):
            enrol(desk.transactions, SEAL, desk.firm_id, claire.id, Proof(password), sent)
    assert [] == desk.all(SecondFactor)


def test_a_new_second_factor_ends_the_other_sessions(desk, claire, firm):
    """Whoever else was signed in proves both now."""
    elsewhere, here = desk.do(open_session, claire)[1], desk.do(open_session, claire)[1]
    made(desk, claire, firm, token=here)
    desk.do(signed_in, here)
    with pytest.raises(SessionOver):
        desk.do(signed_in, elsewhere)


def test_a_renewed_one_replaces_the_one_before(desk, claire, firm, telephone):
    """The old telephone and the old paper open nothing."""
    newer, _ = made(desk, claire, firm)
    enter(desk)
    with pytest.raises(CodeRefused):
        prove(desk, shown(telephone, desk.now))
    assert prove(desk, shown(newer, desk.now))[1]


def test_it_is_given_up_with_the_password_where_nobody_asks_for_it(desk, claire, telephone):
    """Where the firm does, it can only be renewed."""
    with pytest.raises(SignInRefused):
        give_up(desk.transactions, desk.firm_id, claire.id, Proof("mauvais"))
    desk.do(save_sign_in_rules, SignInRules(second_factor=Demand.MANAGEMENT), by=claire.id)
    with pytest.raises(SecondFactorDemanded):
        give_up(desk.transactions, desk.firm_id, claire.id, Proof(PASSWORD))
    desk.do(save_sign_in_rules, SignInRules(), by=claire.id)
    give_up(desk.transactions, desk.firm_id, claire.id, Proof(PASSWORD))
    assert enter(desk)[1]


@pytest.mark.parametrize(
    "demand, roles, asked",
    [
        (Demand.NOBODY, {Role.MANAGEMENT}, False),
        (Demand.MANAGEMENT, {Role.DISPATCHER}, False),
        (Demand.MANAGEMENT, {Role.DISPATCHER, Role.MANAGEMENT}, True),
        (Demand.EVERYBODY, {Role.TECHNICIAN}, True),
    ],
)
def test_a_firm_says_of_whom_it_asks_one(claire, demand, roles, asked):
    """Of nobody, of whoever manages, of everybody."""
    assert asked == SignInRules(second_factor=demand).demands(replace(claire, roles=frozenset(roles)))


def test_who_asks_it_of_others_has_one_and_who_has_none_signs_in_again(desk, claire, firm, password_hash):
    """Nobody shuts himself out; a session opened by a password alone ends."""
    everybody = SignInRules(second_factor=Demand.EVERYBODY)
    with pytest.raises(SecondFactorMissing):
        desk.do(save_sign_in_rules, everybody, by=claire.id)
    made(desk, claire, firm)
    mine = desk.do(open_session, claire)[1]
    theirs = desk.do(open_session, replace(claire, id="gaetan", email="gaetan@duret.invalid"))[1]
    desk.keep(Account(AccountId("gaetan"), "gaetan@duret.invalid", "Gaëtan", frozenset({Role.TECHNICIAN}), desk.now))
    desk.do(save_sign_in_rules, everybody, by=claire.id)
    desk.do(signed_in, mine)
    with pytest.raises(SessionOver):
        desk.do(signed_in, theirs)


def test_who_is_asked_for_one_makes_it_on_the_way_in(desk, claire, firm):
    """The password opens nothing until the telephone has shown a code; a code of nothing is refused."""
    desk.keep(SignInRules(second_factor=Demand.EVERYBODY))
    assert "" == enter(desk)[1]
    assert (claire, None) == (desk.do(half_signed_in, HERE.word).account, desk.do(half_signed_in, HERE.word).factor)
    with pytest.raises(CodeRefused):
        prove(desk, "000000")
    offered = propose(SEAL, firm, claire)
    with pytest.raises(CodeRefused):
        enrol_on_the_way(desk.transactions, SEAL, desk.firm_id, HERE, FirstCode(offered.ticket, "000000"))
    sent = FirstCode(offered.ticket, shown(offered.uri, desk.now))
    account, token, done = enrol_on_the_way(desk.transactions, SEAL, desk.firm_id, HERE, sent)
    assert (claire, claire) == (account, desk.do(signed_in, token)[1])
    assert [done.factor] == desk.all(SecondFactor)


def test_nobody_replaces_a_second_factor_on_the_way_in(desk, claire, firm, telephone):
    """Whoever has stolen a password would enrol a telephone of their own."""
    enter(desk)
    offered = propose(SEAL, firm, claire)
    sent = FirstCode(offered.ticket, shown(offered.uri, desk.now))
    with pytest.raises(SignInOver):
        enrol_on_the_way(desk.transactions, SEAL, desk.firm_id, HERE, sent)


def test_a_lost_one_is_reset_and_every_session_ends(desk, claire, telephone):
    """The telephone may be in other hands."""
    _, token = desk.do(open_session, claire)
    desk.do(reset_factor, claire.id)
    with pytest.raises(SessionOver):
        desk.do(signed_in, token)
    assert enter(desk)[1]
