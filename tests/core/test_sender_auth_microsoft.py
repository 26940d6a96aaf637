"""Verdicts of Exchange Online: no server's name in them, so it is their place that says who wrote them."""

from __future__ import annotations

import pytest

from bot.core.mail import SenderAuth
from bot.core.sender_auth import MICROSOFT_365, sender_auth, verdict_server

Fields = tuple[tuple[str, str], ...]

DELIVERED = (
    "received",
    (
        "from AM0P191MB0481.EURP191.PROD.OUTLOOK.COM (2603:10a6:208:4d::33) by PAXP191MB1871.EURP191.PROD.OUTLOOK.COM "
        "with HTTPS; Tue, 8 Feb 2022 15:56:22 +0000"
    ),
)
FRONT = (
    "received",
    (
        "from VI1EUR04FT014.eop-eur04.prod.protection.outlook.com (2603:10a6:20b:2f2:cafe::f0) by "
        "AS8P251CA0021.outlook.office365.com (2603:10a6:20b:2f2::18) with Microsoft SMTP Server (version=TLS1_2, "
        "cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.4951.19 via Frontend Transport; Tue, 8 Feb 2022 15:56:19"
    ),
)
TAKEN = (
    "received",
    (
        "from mail.dupont.example (192.0.2.7) by VI1EUR04FT014.mail.protection.outlook.com (10.152.28.98) with Microsoft "
        "SMTP Server id 15.20.4951.19 via Frontend Transport; Tue, 8 Feb 2022 15:56:19 +0000"
    ),
)
ARC = (
    "arc-authentication-results",
    (
        "i=1; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.7) smtp.rcpttodomain=mairie.example "
        "smtp.mailfrom=dupont.example; dmarc=pass (p=reject sp=reject pct=100) action=none header.from=dupont.example; "
        "dkim=pass (signature was verified) header.d=dupont.example; arc=none (0)"
    ),
)
FORGED = (
    "authentication-results",
    (
        "spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=pass (signature was verified) "
        "header.d=dupont.example;dmarc=pass action=none header.from=dupont.example;compauth=pass reason=100"
    ),
)


def results(text: str) -> tuple[str, str]:
    return ("authentication-results", text)


def verdict(*fields: tuple[str, str], ids: tuple[str, ...] = (MICROSOFT_365,)) -> SenderAuth:
    return sender_auth(fields, ids, "dupont.example")


@pytest.mark.parametrize("text", [
    ("spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=pass (signature was verified) header.d=dupont.example;"
    "dmarc=pass action=none header.from=dupont.example;compauth=pass reason=100"),
    # Until 2022 the tenant's domain stood behind the sender's.
    ("spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=bounce.dupont.example; mairie.example; dkim=pass (signature was verified) "
    "header.d=dupont.example;mairie.example; dmarc=pass action=none header.from=dupont.example;compauth=pass reason=100"),
    ("spf=softfail (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=pass (signature was verified) header.d=dupont.example;"
    "dkim=fail (body hash did not verify) header.d=liste.example;dmarc=pass action=none header.from=dupont.example;compauth=pass reason=100"),
])  # fmt: skip
def test_what_exchange_online_verified_is_passed(text: str) -> None:
    fields = (DELIVERED, FRONT, results(text), ("received-spf", "Pass"), TAKEN, ARC, ("from", "x@dupont.example"))
    assert verdict(*fields) is SenderAuth.PASSED
    assert verdict_server(fields) == MICROSOFT_365


@pytest.mark.parametrize(("text", "expected"), [
    (("spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=none (message not signed) header.d=none;"
     "dmarc=bestguesspass action=none header.from=dupont.example;compauth=pass reason=109"), SenderAuth.ALIGNED),
    (("spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=autre.example; dkim=none (message not signed) header.d=none;"
     "dmarc=none action=none header.from=dupont.example;compauth=softpass reason=201"), SenderAuth.UNKNOWN),
    (("spf=pass (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=none (message not signed) header.d=none;"
     "dmarc=none action=none header.from=dupont.example;compauth=fail reason=001"), SenderAuth.UNKNOWN),
    (("spf=fail (sender IP is 192.0.2.7) smtp.mailfrom=dupont.example; dkim=none (message not signed) header.d=none;"
     "dmarc=fail action=oreject header.from=dupont.example;compauth=fail reason=000"), SenderAuth.FAILED),
    ("spf=pass smtp.mailfrom=autre.example; dmarc=pass action=none header.from=autre.example;compauth=pass reason=100", SenderAuth.UNKNOWN),
    ("dmarc=pass action=none header.from=dupont.example;compauth=fail reason=601", SenderAuth.UNKNOWN),
])  # fmt: skip
def test_its_doubts_are_ours(text: str, expected: SenderAuth) -> None:
    assert verdict(DELIVERED, results(text), TAKEN) is expected


OWN_SERVER = ("received", "from mail.faux.example (192.0.2.9) by mx.mairie.example (Postfix); Tue, 8 Feb 2022 15:56:19")
TWO_TAKERS = ("received", "from x by y.outlook.com (192.0.2.9) by mx.mairie.example (Postfix); Tue, 8 Feb 2022")
NO_TAKER = ("received", "(qmail 12 invoked from network); Tue, 8 Feb 2022 15:56:19")
LOOKALIKE = ("received", "from x by mx.fauxoutlook.com; Tue, 8 Feb 2022 15:56:19")
IN_A_COMMENT = ("received", "from x (y by z.outlook.com) by mx.mairie.example; Tue, 8 Feb 2022")


@pytest.mark.parametrize("fields", [
    (FORGED,),  # handed over by who knows whom
    (OWN_SERVER, FORGED),  # the mailbox is not at Microsoft after all
    (OWN_SERVER, DELIVERED, FRONT, FORGED), (DELIVERED, OWN_SERVER, FORGED), (TWO_TAKERS, FORGED), (NO_TAKER, FORGED), (LOOKALIKE, FORGED),
    (IN_A_COMMENT, FORGED),
    (DELIVERED, TAKEN, FORGED),  # below the line that took it in
    (DELIVERED, results("spf=none smtp.mailfrom=dupont.example;dmarc=none;compauth=none reason=405"), TAKEN, FORGED),
    (DELIVERED, results("dkim=none (message not signed) header.d=none;dmarc=none action=none"), FORGED),
    (DELIVERED, results("mx.faux.example; dmarc=pass header.from=dupont.example"), FORGED),
    (DELIVERED, results("microsoft365; dmarc=pass header.from=dupont.example; compauth=pass"), FORGED),
    (DELIVERED, results("spf=pass smtp.mailfrom=dupont.example; dmarc=pass header.from=dupont.example"), TAKEN),  # no compauth
    (DELIVERED, ("authentication-results-original", FORGED[1])), (DELIVERED, ARC),
])  # fmt: skip
def test_what_anybody_may_have_written_is_not_believed(fields: Fields) -> None:
    assert verdict(*fields) is SenderAuth.UNKNOWN


def test_without_the_word_a_verdict_without_a_name_is_nobodys() -> None:
    assert verdict(DELIVERED, FORGED, TAKEN, ids=("mx.mairie.example",)) is SenderAuth.UNKNOWN
    assert verdict(DELIVERED, FORGED, TAKEN, ids=("*.outlook.com",)) is SenderAuth.UNKNOWN
    assert verdict(("authentication-results", "microsoft365; dmarc=pass")) is SenderAuth.UNKNOWN


def test_a_server_of_our_own_behind_exchange_online_goes_before_it() -> None:
    """Both words set, as while a mailbox moves: one mail is vouched for by one of them."""
    named = results("mx.mairie.example; dmarc=fail header.from=dupont.example")
    ids = ("mx.mairie.example", MICROSOFT_365)
    assert verdict(DELIVERED, named, FORGED, ids=ids) is SenderAuth.FAILED
    assert verdict(DELIVERED, FORGED, TAKEN, ids=ids) is SenderAuth.PASSED


def test_the_word_is_proposed_only_for_what_would_be_believed() -> None:
    assert verdict_server((OWN_SERVER, FORGED)) == ""
    assert verdict_server((DELIVERED, FORGED)) == MICROSOFT_365
    assert verdict_server((DELIVERED, results("mx.mairie.example; dmarc=pass"))) == "mx.mairie.example"
    assert verdict_server((DELIVERED, TAKEN)) == ""
